import { sha256 } from '../run/run-record.js';
import type { CommandRun } from '../terminal/command-run.js';
import { fingerprint } from './fingerprint.js';
import type { InputSource } from './input-set.js';

/** What opening data needs of a command. */
export interface OpeningRun extends Pick<CommandRun, 'signal' | 'log' | 'warn' | 'progress' | 'atEnd'> {
  /** Whether `sources` have fingerprints of the files, as plans do, instead of the SHA-256 of whole files. */
  readonly fingerprints?: boolean | undefined;
  /** Whether only rows are read: attributes are left out, as a worker needs none. */
  readonly rowsOnly?: boolean | undefined;
}

/** A file of the data, for `sources`. */
export async function fileSource(
  { fingerprints }: Pick<OpeningRun, 'fingerprints'>,
  path: string,
): Promise<InputSource> {
  return fingerprints ? { path, fingerprint: await fingerprint(path) } : { path, sha256: await sha256(path) };
}
