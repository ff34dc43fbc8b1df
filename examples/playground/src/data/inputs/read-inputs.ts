import { invalidFile } from '@csm/base';
import type { JobRun } from '../../session/in-job.js';
import { type DroppedFile, nameOf } from '../files/dropped-file.js';
import { bytesOf, type FileKind, isNameList } from '../files/kind-of-file.js';
import type { SortedFiles } from '../files/sorted-files.js';
import type { InputsFor, ReadInputs } from './inputs-for.js';
import { readArray } from './read-array.js';
import { readCountsFile } from './read-counts.js';
import { readPictures } from './read-pictures.js';
import { readRows } from './read-rows.js';

/** The files with inputs, and the tables with their attributes. */
export interface DataFiles {
  readonly kind: 'picture' | 'array' | 'counts' | 'table';
  readonly inputs: readonly DroppedFile[];
  /** Names of the features in the order of the encoder, one per line. */
  readonly names: DroppedFile | undefined;
  readonly attributes: readonly DroppedFile[];
}

/**
 * Chooses the inputs: the kind that was dropped last; all pictures, or the last file of another kind. A table has the inputs if nothing
 * else does, and their attributes otherwise.
 */
export function dataFiles({ byKind }: SortedFiles, order: readonly DroppedFile[]): DataFiles | undefined {
  const names = byKind.table.filter(({ path }) => isNameList(nameOf(path))).at(-1);
  const tables = byKind.table.filter(({ path }) => !isNameList(nameOf(path)));
  const place = (kind: FileKind) => order.indexOf(byKind[kind].at(-1)!);
  const [kind = 'table'] = (['picture', 'array', 'counts'] as const)
    .filter((each) => byKind[each].length > 0)
    .sort((a, b) => place(b) - place(a));
  if (kind === 'picture') return { kind, inputs: byKind.picture, names, attributes: tables };
  if (kind !== 'table') return { kind, inputs: byKind[kind].slice(-1), names, attributes: tables };
  if (tables.length === 0) return undefined;
  // The larger of several tables has the numbers.
  const inputs = tables.reduce((a, b) => (b.file.size > a.file.size ? b : a));
  return { kind, inputs: [inputs], names, attributes: tables.filter((each) => each !== inputs) };
}

/** Reads the inputs as the encoder takes them; undefined if there is only a table with attributes of inputs that are not here yet. */
export async function readInputs(
  { kind, inputs, names }: DataFiles,
  encoder: InputsFor | undefined,
  run: JobRun,
): Promise<ReadInputs | undefined> {
  if (kind === 'picture') return readPictures(inputs, encoder, run);
  const file = inputs[0]!;
  if (kind === 'array') return readArray(file, encoder);
  const list = names && (await namesIn(names));
  const read = await (kind === 'counts'
    ? readCountsFile(file, encoder, list, run)
    : readRows(file, encoder, list));
  return read && names ? { ...read, paths: [...read.paths, names.path] } : read;
}

async function namesIn({ path, file }: DroppedFile): Promise<readonly string[]> {
  const text = new TextDecoder().decode(await bytesOf(path, file));
  const names = text.split(/\r?\n/).flatMap((line) => line.trim() || []);
  if (names.length > 0) return names;
  throw invalidFile(`${path}: expected one name per line; the file has no names; save the list again.`);
}
