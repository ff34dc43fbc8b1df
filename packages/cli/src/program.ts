import { sentence } from '@csm/base';
import { Command, CommanderError } from 'commander';
import { addCells } from './commands/cells.js';
import { addCertify } from './commands/certify.js';
import { addConcept } from './commands/concept.js';
import { addEncode } from './commands/encode.js';
import { addEnqueue } from './commands/enqueue.js';
import { addExplain } from './commands/explain.js';
import { addExport } from './commands/export.js';
import { addFaces } from './commands/faces.js';
import { addInspect } from './commands/inspect.js';
import { addPlan } from './commands/plan.js';
import { addReport } from './commands/report.js';
import { addResults } from './commands/results.js';
import { addRun } from './commands/run.js';
import { addStatus } from './commands/status.js';
import { addTissue } from './commands/tissue.js';
import { addTrain } from './commands/train.js';
import { addWorker } from './commands/worker.js';
import { checkPaths } from './terminal/check-paths.js';
import type { CommandRun } from './terminal/command-run.js';
import { diskSentence } from './terminal/disk-errors.js';
import { inFlags } from './terminal/in-flags.js';
import { progressLines } from './terminal/progress-lines.js';
import type { Streams } from './terminal/streams.js';
import { EXIT, usageSentence } from './terminal/usage-error.js';
import { VERSION } from './version.js';

/** Adds a command to the program. `run` is what the command's action gets. */
export type AddCommand = (program: Command, run: CommandRun) => void;

/** All commands, in the order of `csm --help`. */
const COMMANDS: readonly AddCommand[] = [
  addInspect,
  addEncode,
  addConcept,
  addExplain,
  addCertify,
  addReport,
  addTrain,
  addTissue,
  addCells,
  addFaces,
  addExport,
  addPlan,
  addRun,
  addWorker,
  addEnqueue,
  addStatus,
  addResults,
];

const INTERRUPTED = 'stopped by Ctrl+C; run the same command again to continue';

/**
 * Runs the command `csm`, as the program of the same name does.
 *
 * @param args the arguments, without the program's name: `['inspect', 'encoder.onnx']`.
 * @param streams where to write. Default: those of the process.
 * @returns the exit code: 0 done, 1 an error about a model, data or the disk, 2 a wrong call, 130 stopped by Ctrl+C. Errors are
 *   printed to stderr, one sentence each; the promise does not reject.
 * @category The command csm
 */
export async function csm(args: readonly string[], streams: Streams = process): Promise<number> {
  const abort = new AbortController();
  const ends: (() => Promise<void>)[] = [];
  let finish: AbortController | undefined;
  const stop = () => {
    process.off('SIGTERM', terminate);
    abort.abort(new DOMException(INTERRUPTED, 'AbortError'));
  };
  const terminate = () => {
    if (finish === undefined || finish.signal.aborted) stop();
    else finish.abort();
  };
  const program = programFor(args, streams, abort.signal, {
    atEnd: (end) => void ends.push(end),
    finish: () => {
      finish ??= new AbortController();
      return finish.signal;
    },
  });
  process.once('SIGINT', stop);
  process.on('SIGTERM', terminate);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    return report(error, streams, abort.signal, program, args);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', terminate);
    // The result is complete, or an error is printed: a file that cannot be closed changes neither.
    await Promise.allSettled(ends.map((end) => end()));
  }
}

/** The whole program. Tests and documentation also read its commands and options. */
export function programFor(
  args: readonly string[],
  streams: Streams,
  signal: AbortSignal,
  ends: Pick<CommandRun, 'atEnd' | 'finish'> = { atEnd: () => {}, finish: () => signal },
): Command {
  const run = runFor(args, streams, signal, ends);
  const program = new Command('csm')
    .description('Which input features carry a concept in the latent space of a model?')
    .version(VERSION, '--version', 'print the version')
    .helpOption('--help', 'print this text')
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
      outputError: () => {},
    });
  for (const add of COMMANDS) add(program, run);
  program.hook('preAction', (_, command) => checkPaths(command));
  for (const command of program.commands)
    command.helpOption('--help', 'print this text').copyInheritedSettings(program);
  return program;
}

function runFor(
  args: readonly string[],
  { stdout, stderr }: Streams,
  signal: AbortSignal,
  { atEnd, finish }: Pick<CommandRun, 'atEnd' | 'finish'>,
): CommandRun {
  const isJson = args.includes('--json');
  return {
    signal,
    typed: args,
    print: (line) => void (isJson || stdout.write(`${line}\n`)),
    json: (document) => void (isJson && stdout.write(`${JSON.stringify(document, null, 2)}\n`)),
    log: (line) => void stderr.write(`${line}\n`),
    warn: (message) => void stderr.write(`warning: ${inFlags(message)}\n`),
    stderr,
    atEnd,
    finish,
    progress: progressLines(stderr),
  };
}

function report(
  error: unknown,
  { stderr }: Streams,
  signal: AbortSignal,
  { commands }: Command,
  args: readonly string[],
): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.done;
    // Without a command, the help was printed.
    if (error.code === 'commander.help') return EXIT.usage;
    const command = args.find((arg) => !arg.startsWith('-'));
    stderr.write(`csm: ${usageSentence(error)}\n`);
    const isKnown = commands.some((each) => each.name() === command);
    stderr.write(`Run "csm ${isKnown ? `${command} ` : ''}--help" for the options.\n`);
    return EXIT.usage;
  }
  if (signal.aborted) {
    stderr.write(`csm: ${INTERRUPTED}.\n`);
    return EXIT.interrupted;
  }
  const message = sentence(
    diskSentence(error) ?? inFlags(error instanceof Error ? error.message : String(error)),
  );
  stderr.write(`csm: ${message}\n`);
  return EXIT.failed;
}
