import { sha256 } from '../run/run-record.js';
import type { CommandRun } from '../terminal/command-run.js';

/** What opening data needs of a command. */
export interface OpeningRun extends Pick<CommandRun, 'signal' | 'log' | 'warn' | 'progress' | 'atEnd'> {
  /** Hashes the files of the data, for `sources`. Default: the SHA-256 of the whole file; plans use {@link fingerprint}. */
  readonly hash?: ((path: string) => Promise<string>) | undefined;
  /** Whether only rows are read: attributes are left out, as a worker needs none. */
  readonly rowsOnly?: boolean | undefined;
}

/** The hash of a file of the data. */
export const hashOf = ({ hash = sha256 }: Pick<OpeningRun, 'hash'>, path: string): Promise<string> =>
  hash(path);
