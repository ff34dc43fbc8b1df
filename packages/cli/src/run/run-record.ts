import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidArgument, invalidFile } from '@csm/base';
import { writeAtomically } from '@csm/base/node';
import type { Versions } from './versions.js';

/** What decides the results of a command, and what made them. */
export interface RunRecord {
  readonly command: string;
  /** Everything that decides the results: options with their defaults, seeds, hashes of files. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The seeds of everything that is random; empty if nothing is. */
  readonly seeds: readonly number[];
  /** SHA-256 of what was read. A command that trains its model has none. */
  readonly hashes: {
    readonly model: string | null;
    readonly decoder?: string | undefined;
    /** By path. */
    readonly tables: Readonly<Record<string, string>>;
    /** Of files that are too large to be read whole, by path: see `fingerprint`. */
    readonly fingerprints?: Readonly<Record<string, string>> | undefined;
  };
  /** They are recorded, and may differ in a run that continues. */
  readonly versions: Versions;
}

/** The file of {@link RunRecord} in every output folder. */
export const RUN_FILE = 'run.json';

/**
 * Records the settings of the run to which a folder belongs. A later run with the same settings continues; one with other
 * settings is rejected before it mixes two runs in one folder.
 */
export async function claimFolder(folder: string, record: RunRecord): Promise<void> {
  const file = join(folder, RUN_FILE);
  const mine = JSON.parse(JSON.stringify(record)) as RunRecord;
  if (!existsSync(file)) return writeAtomically(file, `${JSON.stringify(mine, null, 2)}\n`);
  const there = await recordIn(file);
  const before = { command: there.command, ...there.settings };
  const now = { command: mine.command, ...mine.settings };
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const text = (settings: object, name: string) =>
    JSON.stringify((settings as Record<string, unknown>)[name]) ?? 'not given';
  const other = names.filter((name) => text(before, name) !== text(now, name));
  if (other.length === 0) return;
  const shown = other.slice(0, MOST_SHOWN).map((name) => {
    return `${name} ${shortened(text(before, name))}, now ${shortened(text(now, name))}`;
  });
  const more = other.length - shown.length;
  const differences = `other settings (${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''})`;
  const isSameCommand = before.command === now.command;
  throw invalidArgument(
    'csm: expected a new folder for --out or one of the same run; ' +
      `${folder} holds a run ${isSameCommand ? `with ${differences}` : `of ${nameOf(before.command)}`}; ` +
      'choose another folder, or delete this one.',
  );
}

/** @throws if the file is no record of a run: then the folder belongs to another program. */
async function recordIn(file: string): Promise<RunRecord> {
  const text = await readFile(file, 'utf8');
  try {
    return { command: '', ...JSON.parse(text) };
  } catch (cause) {
    throw invalidFile(
      `${file}: expected the record of a run; it is not valid JSON; choose another folder for --out, or delete this one.`,
      { cause },
    );
  }
}

/** More differences, and longer values, make no message that a person reads. */
const MOST_SHOWN = 4;
const shortened = (text: string) => (text.length <= 80 ? text : `${text.slice(0, 60)}…`);

const nameOf = (command: string) =>
  command === '' ? 'another program' : command.startsWith('csm') ? command : `csm ${command}`;

/** The SHA-256 of a file, as 64 hexadecimal digits. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part);
  return hash.digest('hex');
}
