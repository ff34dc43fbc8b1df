import { access, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { contiguous, invalidFile } from '@csm/base';
import { writeAtomically } from '@csm/base/node';
import ndarray, { type NdArray } from 'ndarray';
import { npyBytes, parseNpy } from '../../npy/npy-format.js';
import { type LatentTable, nameProblem } from './latent-table.js';
import { readExisting, readExistingJson } from './read-existing.js';

/**
 * The two files of finished latents, and their names while they are replaced. The rename of the new ids to `ids.json.next` decides:
 * from then on the new files are valid, and a killed process has only left their final renames to the next one.
 */
const FILES = { latents: 'latents.npy', ids: 'ids.json' };
const NEXT = { latents: 'latents.npy.next', ids: 'ids.json.next' };

/** Replaces both files as one. */
export async function saveLatents(folder: string, { ids, latents }: LatentTable): Promise<void> {
  await writeAtomically(join(folder, NEXT.latents), npyBytes(latents));
  await writeAtomically(join(folder, NEXT.ids), `${JSON.stringify(ids)}\n`);
  await finishSave(folder);
}

/** Finishes the save of a killed process if it had reached this rename; otherwise removes its new files. */
export async function finishSave(folder: string): Promise<void> {
  const isDecided = await isThere(join(folder, NEXT.ids));
  if (!isDecided) return rm(join(folder, NEXT.latents), { force: true });
  if (await isThere(join(folder, NEXT.latents))) {
    await rename(join(folder, NEXT.latents), join(folder, FILES.latents));
  }
  await rename(join(folder, NEXT.ids), join(folder, FILES.ids));
}

/**
 * Reads both files, without writing anything.
 *
 * @param partial the rows of an interrupted pass. Version 0.1 could be killed when it had replaced `latents.npy` and not
 * yet `ids.json`; then these rows are at the end of `latents.npy`, and give their names.
 * @returns undefined if a file is missing.
 */
export async function readLatents(
  caller: string,
  folder: string,
  partial: LatentTable | undefined,
): Promise<LatentTable | undefined> {
  const isDecided = await isThere(join(folder, NEXT.ids));
  const idsPath = join(folder, isDecided ? NEXT.ids : FILES.ids);
  const isMoved = !(isDecided && (await isThere(join(folder, NEXT.latents))));
  const path = join(folder, isMoved ? FILES.latents : NEXT.latents);
  const json = await readExistingJson(caller, idsPath);
  const bytes = await readExisting(caller, path);
  if (json === undefined || bytes === undefined) return undefined;
  const names = checkedNames(caller, idsPath, json);
  const latents = latentsIn(caller, path, bytes);
  const ids = names.length < latents.shape[0]! ? withPartial(names, latents, partial) : names;
  if (ids.length === latents.shape[0]) return { ids, latents };
  throw invalidFile(
    `${caller}: ${folder} is damaged: ${idsPath} has ${names.length} names, ${path} has ${latents.shape[0]} rows; copy the whole ` +
      'folder again, or delete it to encode again.',
  );
}

const isThere = async (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

function checkedNames(caller: string, path: string, json: unknown): string[] {
  const problem = Array.isArray(json) ? nameProblem(json) : 'it is not a list';
  if (problem === undefined) return json as string[];
  throw invalidFile(
    `${caller}: ${path} must be a list of names; it is damaged: ${problem}; copy the whole folder again, or delete it to encode ` +
      'again.',
  );
}

/** Adds the names of the partial rows if these are the rows of `latents` that have no name yet. */
function withPartial(
  names: readonly string[],
  latents: NdArray<Float32Array>,
  partial: LatentTable | undefined,
): readonly string[] {
  const known = new Set(names);
  const added = (partial?.ids ?? []).flatMap((id, row) => (known.has(id) ? [] : [{ id, row }]));
  const [count = 0, size = 0] = latents.shape;
  const isEnd = added.every(({ row }, i) =>
    partial?.latents.data
      .subarray(row * size, (row + 1) * size)
      .every((value, k) => value === latents.get(names.length + i, k)),
  );
  return isEnd && names.length + added.length === count ? [...names, ...added.map(({ id }) => id)] : names;
}

function latentsIn(caller: string, path: string, bytes: Buffer): NdArray<Float32Array> {
  const damaged = (what: string, cause?: unknown) =>
    invalidFile(
      `${caller}: ${path} must be a whole NumPy file of float32 latents; ${what}; copy the whole folder again, or delete it to ` +
        'encode again.',
      { cause },
    );
  const array = parseNpy(bytes, damaged);
  const [rows = 0, size = 0] = array.shape;
  if (array.dtype !== 'float32' || array.dimension !== 2) {
    throw damaged(`it has ${array.size} numbers of type ${array.dtype} and shape [${array.shape}]`);
  }
  const data = contiguous(array as NdArray);
  checkFinite(data, (row) => damaged(`row ${row + 1} holds a number that is not finite`), size);
  return ndarray(data, [rows, size]);
}

/** @throws the error for the first row with NaN or an infinity. */
export function checkFinite(data: Float32Array, error: (row: number) => Error, size: number): void {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw error(Math.floor(at / size));
}
