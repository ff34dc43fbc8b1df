import type { Progress } from '@csm/base';
import type { Streams } from './streams.js';

/** What a command gets, besides its arguments and options. */
export interface CommandRun {
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
  /** The command's name and the arguments as they were typed, for `run.json`. */
  readonly typed: readonly string[];
  /** Prints a line of the result to stdout. With `--json`, nothing is printed but the document. */
  print(line: string): void;
  /** Prints the result of `--json` to stdout: exactly one document. */
  json(document: unknown): void;
  /** Prints a remark to stderr, such as what is being done. */
  log(line: string): void;
  /** Prints a warning to stderr. */
  warn(message: string): void;
  /** Where progress is printed. Absent in tests: the stderr of the process. */
  readonly stderr?: Streams['stderr'] | undefined;
  /** Does this when the command ends, also after an error or Ctrl+C, such as closing a file that is read until then. */
  atEnd(action: () => Promise<void>): void;
  /**
   * For a command that finishes what it has begun when it is asked to end: from now on, the first SIGTERM aborts only the returned signal, and
   * the second one {@link CommandRun.signal}.
   */
  finish(): AbortSignal;
  /** Returns a function for the option `onProgress`. */
  progress(stage: string): (progress: Progress) => void;
}
