import { appendFile, mkdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { checkOptions, checkPath, checkWatchers, invalidArgument, invalidFile, typeName } from '@csm/base';
import { writeAtomically } from '@csm/base/node';
import ndarray, { type NdArray } from 'ndarray';
import { dump, parse } from 'npyjs';
import { checkEncoder } from '../encoders/check-encoder.js';
import type { Encoder } from '../encoders/encoder.js';
import { encode } from './encode.js';
import { ENCODE_OPTIONS, type EncodeOptions } from './encode-options.js';

/** The latents of inputs that have names. */
export interface LatentTable {
  readonly ids: readonly string[];
  /** `[ids.length, latentSize]`, in the order of the ids. */
  readonly latents: NdArray<Float32Array>;
}

/** Named inputs, such as the image data sets of `@csm/datasets`. */
export interface EncodableSource {
  readonly ids: readonly string[];
  /** Reads some of the inputs, in batches; may leave out damaged ones. */
  batches(options: { ids: readonly string[]; signal?: AbortSignal | undefined }): AsyncIterable<{
    readonly ids: readonly string[];
    readonly images: NdArray;
  }>;
  /** The inputs left out so far, by name. Absent if the source never leaves out any input. */
  skipped?(): readonly { readonly id: string }[];
}

/** The encoder's latent of a grey input, which distinguishes one encoder from another. */
interface Fingerprint {
  readonly latentSize: number;
  readonly latentOfGrey: readonly number[];
}

/**
 * Encodes a data set in one pass. The latents are written to `latents.npy` (float32, `[n, latentSize]`; NumPy can
 * read it) and the names of its rows to `ids.json`, in a folder that is created if necessary.
 *
 * Resumes: rows that an interrupted pass had encoded are in the folder's `*.partial` files and are not encoded again; in a
 * finished folder, only new inputs are encoded. Inputs that the source leaves out (damaged images) get no row, and the next call
 * tries them again.
 *
 * Inputs are identified by their names. One of the inputs that were encoded before is encoded again, to check that it
 * has not changed.
 *
 * @returns all rows of the folder, including those of earlier calls.
 * @throws if the folder contains latents of another encoder, or of other pictures with the same names (another crop, another
 * data set), or a file in it is damaged.
 */
export async function encodeToDisk(
  encoder: Encoder,
  source: EncodableSource,
  folder: string,
  options: EncodeOptions = {},
): Promise<LatentTable> {
  checkOptions<EncodeOptions>('encodeToDisk', options, ENCODE_OPTIONS);
  checkEncoder('encodeToDisk', encoder);
  checkSource('encodeToDisk', source);
  checkPath('encodeToDisk', 'folder', folder, 'a folder');
  checkWatchers('encodeToDisk', options);
  const { signal, onProgress, batchSize } = options;
  const { latentSize } = encoder;
  await mkdir(folder, { recursive: true });
  await claim(folder, await fingerprintOf(encoder));

  const finished = await ifExists(readLatents('encodeToDisk', folder));
  const partial = await readPartial(folder, latentSize);
  const known = concatenated(finished, partial, latentSize);
  const knownIds = new Set(known.ids);
  const todo = source.ids.filter((id) => !knownIds.has(id));
  await checkPictures(encoder, source, known, folder, signal);
  let done = source.ids.length - todo.length;
  const encodeRest = async () => {
    for await (const { ids, images } of source.batches({ ids: todo, signal })) {
      if (ids.length === 0) continue;
      const sofar = done;
      const latents = await encode(encoder, images, {
        batchSize,
        signal,
        onProgress:
          onProgress && (({ done: part }) => onProgress({ done: sofar + part, total: source.ids.length })),
      });
      await appendPartial(folder, ids, latents.data);
      done += ids.length;
    }
  };
  try {
    if (todo.length > 0) await encodeRest();
  } catch (error) {
    // Not an error if some latents already exist.
    if (known.ids.length === 0 || signal?.aborted || !leftOut(source, todo)) throw error;
  }
  const all = concatenated(finished, await readPartial(folder, latentSize), latentSize);
  if (todo.length > 0 || partial) await save(folder, all);
  return all;
}

/** Loads the latents that {@link encodeToDisk} wrote. @throws if a file is missing or damaged. */
export async function loadLatents(folder: string): Promise<LatentTable> {
  checkPath('loadLatents', 'folder', folder, 'a folder');
  const table = await ifExists(readLatents('loadLatents', folder));
  if (table) return table;
  throw invalidFile(
    `loadLatents: expected ids.json and latents.npy in ${folder}, as encodeToDisk writes them; a file is missing.`,
  );
}

/** @throws unless the value has ids and batches, as an image dataset. */
function checkSource(caller: string, source: EncodableSource): void {
  const { ids, batches } = (source ?? {}) as Partial<EncodableSource>;
  if (Array.isArray(ids) && typeof batches === 'function') return;
  throw invalidArgument(
    `${caller}: source must have ids and batches(), such as a dataset of @csm/datasets; got ${typeName(source)}.`,
  );
}

async function readLatents(caller: string, folder: string): Promise<LatentTable> {
  const [idsPath, path] = [join(folder, 'ids.json'), join(folder, 'latents.npy')];
  const ids = parseIds(caller, idsPath, await readFile(idsPath, 'utf8'));
  const { data, shape, dtype } = parseNpy(caller, path, await readFile(path));
  const [rows = 0, size = 0] = shape;
  if (dtype !== 'f4' || shape.length !== 2 || rows !== ids.length || data.byteLength !== rows * size * 4) {
    throw invalidFile(
      `${caller}: ${folder} is damaged: ids.json has ${ids.length} names, latents.npy has ${dtype} of shape [${shape}].`,
    );
  }
  return { ids, latents: ndarray(data as Float32Array, [rows, size]) };
}

function parseIds(caller: string, path: string, text: string): string[] {
  const ids = parsedJson(caller, path, text);
  if (Array.isArray(ids) && ids.every((id) => typeof id === 'string')) return ids;
  throw invalidFile(`${caller}: ${path} must be a list of names; it is damaged.`);
}

function parsedJson(caller: string, path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidFile(`${caller}: ${path} must be JSON; it is damaged: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

function parseNpy(caller: string, path: string, bytes: Buffer) {
  try {
    return parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
  } catch (error) {
    throw invalidFile(
      `${caller}: ${path} must be a whole NumPy file; it is not one, or it is cut off: ${(error as Error).message}.`,
      { cause: error },
    );
  }
}

async function save(folder: string, { ids, latents }: LatentTable): Promise<void> {
  await writeAtomically(join(folder, 'latents.npy'), new Uint8Array(dump(latents.data, [...latents.shape])));
  await writeAtomically(join(folder, 'ids.json'), `${JSON.stringify(ids)}\n`);
  for (const name of Object.values(PARTIAL)) await rm(join(folder, name), { force: true });
}

/** Rows as raw float32, and their names, one JSON string per line. The names are written last. */
const PARTIAL = { latents: 'latents.partial', ids: 'ids.partial' };

async function appendPartial(folder: string, ids: readonly string[], latents: Float32Array): Promise<void> {
  const bytes = new Uint8Array(latents.buffer, latents.byteOffset, latents.byteLength);
  await appendFile(join(folder, PARTIAL.latents), bytes);
  await appendFile(join(folder, PARTIAL.ids), ids.map((id) => `${JSON.stringify(id)}\n`).join(''));
}

/** The complete rows of an interrupted pass; a row that was cut off is removed. */
async function readPartial(folder: string, size: number): Promise<LatentTable | undefined> {
  const bytes = await ifExists(readFile(join(folder, PARTIAL.latents)));
  if (bytes === undefined) {
    // Otherwise, names of missing rows would be taken for the names of the next ones.
    await rm(join(folder, PARTIAL.ids), { force: true });
    return undefined;
  }
  const text = (await ifExists(readFile(join(folder, PARTIAL.ids), 'utf8'))) ?? '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const ids = whole.split('\n').slice(0, Math.floor(bytes.byteLength / (4 * size)));
  const names = ids.filter((line) => line !== '').map((line) => JSON.parse(line) as string);
  await truncate(join(folder, PARTIAL.latents), names.length * size * 4);
  const lines = names.map((id) => `${JSON.stringify(id)}\n`).join('');
  if (lines !== text) await writeAtomically(join(folder, PARTIAL.ids), lines);
  const values = new Float32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + names.length * size * 4),
  );
  return { ids: names, latents: ndarray(values, [names.length, size]) };
}

/** The rows of both tables, without duplicates: a killed process may leave the partial rows next to the finished ones. */
function concatenated(
  finished: LatentTable | undefined,
  partial: LatentTable | undefined,
  size: number,
): LatentTable {
  const ids = [...(finished?.ids ?? [])];
  const known = new Set(ids);
  const added = [...(partial?.ids.entries() ?? [])].filter(([, id]) => !known.has(id));
  const values = new Float32Array((ids.length + added.length) * size);
  if (finished) values.set(finished.latents.data);
  for (const [row, id] of added) {
    const latent = partial?.latents.data.subarray(row * size, (row + 1) * size) ?? [];
    values.set(latent, ids.length * size);
    ids.push(id);
  }
  return { ids, latents: ndarray(values, [ids.length, size]) };
}

async function fingerprintOf(encoder: Encoder): Promise<Fingerprint> {
  const size = encoder.inputShape.reduce((a, b) => a * b, 1);
  const grey = ndarray(new Float32Array(size).fill(0.5), [1, ...encoder.inputShape]);
  const latent = await encode(encoder, grey);
  return { latentSize: encoder.latentSize, latentOfGrey: Array.from(latent.data) };
}

/** Records the encoder whose latents the folder contains. @throws if they are another encoder's. */
async function claim(folder: string, mine: Fingerprint): Promise<void> {
  const path = join(folder, 'encoder.json');
  const text = await ifExists(readFile(path, 'utf8'));
  if (text === undefined) return writeAtomically(path, `${JSON.stringify(mine)}\n`);
  const { latentSize, latentOfGrey } = (parsedJson('encodeToDisk', path, text) ?? {}) as Partial<Fingerprint>;
  const isComplete = latentOfGrey?.length === mine.latentSize;
  if (latentSize === mine.latentSize && isComplete && isSame(latentOfGrey, mine.latentOfGrey)) return;
  throw invalidArgument(
    `encodeToDisk: ${folder} holds latents of another encoder, or of other weights; use another folder, or delete it.`,
  );
}

/** Whether a source threw because it left out all wanted inputs. */
function leftOut(source: EncodableSource, wanted: readonly string[]): boolean {
  const skipped = new Set(source.skipped?.().map(({ id }) => id));
  return wanted.every((id) => skipped.has(id));
}

/** @throws if an input that was encoded before has another latent now. */
async function checkPictures(
  encoder: Encoder,
  source: EncodableSource,
  known: LatentTable,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const rows = new Map(known.ids.map((id, row) => [id, row]));
  const id = source.ids.find((name) => rows.has(name));
  if (id === undefined) return;
  const row = rows.get(id) ?? 0;
  const before = Array.from({ length: encoder.latentSize }, (_, k) => known.latents.get(row, k));
  try {
    for await (const { ids, images } of source.batches({ ids: [id], signal })) {
      if (ids[0] !== id || isSame(before, (await encode(encoder, images, { signal })).data)) continue;
      throw invalidArgument(
        `encodeToDisk: ${folder} holds another latent of "${id}": the pictures have the same names but another size, crop or ` +
          'content, or are of another data set; use another folder, or delete it.',
      );
    }
  } catch (error) {
    if (signal?.aborted || !leftOut(source, [id])) throw error;
  }
}

/** Backends round differently; other weights and other pictures differ by far more. */
function isSame(before: ArrayLike<number>, now: ArrayLike<number>): boolean {
  const largest = Array.from(now).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  if (before.length > now.length) return false;
  return Array.from(before).every((value, i) => Math.abs(value - (now[i] ?? Number.NaN)) < 1e-4 * largest);
}

/** The value, or undefined if the file does not exist. */
async function ifExists<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}
