import { appendFile, mkdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '@csm/base/node';
import ndarray, { type NdArray } from 'ndarray';
import { dump, parse } from 'npyjs';
import { checkEncoder } from '../encoders/check-encoder.js';
import type { Encoder } from '../encoders/encoder.js';
import { encode } from './encode.js';
import type { EncodeOptions } from './encode-options.js';

/** Latents of inputs that have names. */
export interface LatentTable {
  readonly ids: readonly string[];
  /** `[ids.length, latentSize]`, in the order of the ids. */
  readonly latents: NdArray<Float32Array>;
}

/** Inputs by name, as the image data sets of `@csm/datasets` are. */
export interface EncodableSource {
  readonly ids: readonly string[];
  /** Some of the inputs, in batches; may leave out damaged ones. */
  batches(options: { ids: readonly string[]; signal?: AbortSignal | undefined }): AsyncIterable<{
    readonly ids: readonly string[];
    readonly images: NdArray;
  }>;
  /** The inputs left out so far, by name; absent where none ever are. */
  skipped?(): readonly { readonly id: string }[];
}

/** What tells one encoder from another: its latent of a grey input. */
interface Fingerprint {
  readonly latentSize: number;
  readonly latentOfGrey: readonly number[];
}

/**
 * One pass over a data set: its latents go to `latents.npy` (float32, `[n, latentSize]`; NumPy reads it) and the names of
 * its rows to `ids.json`, in a folder that is made if need be.
 *
 * Resumes: what an interrupted pass had encoded lies in the folder's `*.partial` files and is not encoded again; of a
 * finished folder only inputs that are new. What the source leaves out (damaged images) has no row, and is tried again
 * by the next call.
 *
 * Inputs are known by their names; one that was encoded before is encoded again, to see that it is the same still.
 *
 * @returns all rows of the folder, also those of other calls.
 * @throws if the folder holds latents of another encoder, or of other pictures with the same names (another crop, another
 * data set), or a file in it is damaged.
 */
export async function encodeToDisk(
  encoder: Encoder,
  source: EncodableSource,
  folder: string,
  options: EncodeOptions = {},
): Promise<LatentTable> {
  checkEncoder('encodeToDisk', encoder);
  const { signal, onProgress, batchSize } = options;
  const { latentSize } = encoder;
  await mkdir(folder, { recursive: true });
  await claim(folder, await fingerprintOf(encoder));

  const finished = await ifThere(loadLatents(folder));
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
    // Beside latents that are there it is no fault that no more could be read.
    if (known.ids.length === 0 || signal?.aborted || !leftOut(source, todo)) throw error;
  }
  const all = concatenated(finished, await readPartial(folder, latentSize), latentSize);
  if (todo.length > 0 || partial) await save(folder, all);
  return all;
}

/** Latents that {@link encodeToDisk} wrote. @throws if there are none, or a file is damaged. */
export async function loadLatents(folder: string): Promise<LatentTable> {
  const ids = JSON.parse(await readFile(join(folder, 'ids.json'), 'utf8')) as string[];
  const bytes = await readFile(join(folder, 'latents.npy'));
  const { data, shape, dtype } = parseNpy(join(folder, 'latents.npy'), bytes);
  const [rows = 0, size = 0] = shape;
  if (dtype !== 'f4' || shape.length !== 2 || rows !== ids.length || data.byteLength !== rows * size * 4) {
    throw new Error(
      `loadLatents: ${folder} is damaged: ids.json names ${ids.length} rows, latents.npy holds ${dtype} [${shape}].`,
    );
  }
  return { ids, latents: ndarray(data as Float32Array, [rows, size]) };
}

function parseNpy(path: string, bytes: Buffer) {
  try {
    return parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
  } catch (error) {
    throw new Error(`loadLatents: ${path} is not a NumPy file, or cut off: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function save(folder: string, { ids, latents }: LatentTable): Promise<void> {
  await writeAtomically(join(folder, 'latents.npy'), new Uint8Array(dump(latents.data, [...latents.shape])));
  await writeAtomically(join(folder, 'ids.json'), `${JSON.stringify(ids)}\n`);
  for (const name of Object.values(PARTIAL)) await rm(join(folder, name), { force: true });
}

/** Rows as raw float32, and their names, a JSON string a line. The names are written last. */
const PARTIAL = { latents: 'latents.partial', ids: 'ids.partial' };

async function appendPartial(folder: string, ids: readonly string[], latents: Float32Array): Promise<void> {
  const bytes = new Uint8Array(latents.buffer, latents.byteOffset, latents.byteLength);
  await appendFile(join(folder, PARTIAL.latents), bytes);
  await appendFile(join(folder, PARTIAL.ids), ids.map((id) => `${JSON.stringify(id)}\n`).join(''));
}

/** The whole rows of an interrupted pass; what a kill cut off is removed. */
async function readPartial(folder: string, size: number): Promise<LatentTable | undefined> {
  const bytes = await ifThere(readFile(join(folder, PARTIAL.latents)));
  if (bytes === undefined) {
    // Names of rows that are gone would be taken for those of the next ones.
    await rm(join(folder, PARTIAL.ids), { force: true });
    return undefined;
  }
  const text = (await ifThere(readFile(join(folder, PARTIAL.ids), 'utf8'))) ?? '';
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

/** The rows of both tables; where a kill kept the partial rows beside the finished ones, each once. */
function concatenated(
  finished: LatentTable | undefined,
  partial: LatentTable | undefined,
  size: number,
): LatentTable {
  const ids = [...(finished?.ids ?? [])];
  const there = new Set(ids);
  const rows = [...(partial?.ids.keys() ?? [])].filter((row) => !there.has(partial!.ids[row]!));
  const values = new Float32Array((ids.length + rows.length) * size);
  if (finished) values.set(finished.latents.data);
  for (const row of rows) {
    values.set(partial!.latents.data.subarray(row * size, (row + 1) * size), ids.length * size);
    ids.push(partial!.ids[row]!);
  }
  return { ids, latents: ndarray(values, [ids.length, size]) };
}

async function fingerprintOf(encoder: Encoder): Promise<Fingerprint> {
  const size = encoder.inputShape.reduce((a, b) => a * b, 1);
  const grey = ndarray(new Float32Array(size).fill(0.5), [1, ...encoder.inputShape]);
  const latent = await encode(encoder, grey);
  return { latentSize: encoder.latentSize, latentOfGrey: Array.from(latent.data) };
}

/** Writes down whose latents the folder holds. @throws if they are another encoder's. */
async function claim(folder: string, mine: Fingerprint): Promise<void> {
  const path = join(folder, 'encoder.json');
  const text = await ifThere(readFile(path, 'utf8'));
  if (text === undefined) return writeAtomically(path, `${JSON.stringify(mine)}\n`);
  const there = JSON.parse(text) as Fingerprint;
  if (there.latentSize === mine.latentSize && same(there.latentOfGrey, mine.latentOfGrey)) return;
  throw new Error(
    `encodeToDisk: ${folder} holds latents of another encoder, or of other weights. Name another folder, or delete it.`,
  );
}

/** Whether a source threw because it left out all that it was asked for. */
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
  const row = rows.get(id)!;
  const there = Array.from({ length: encoder.latentSize }, (_, k) => known.latents.get(row, k));
  try {
    for await (const { ids, images } of source.batches({ ids: [id], signal })) {
      if (ids[0] !== id || same(there, (await encode(encoder, images, { signal })).data)) continue;
      throw new Error(
        `encodeToDisk: ${folder} holds another latent of "${id}": the pictures have the same names but another size, crop or ` +
          'content, or are of another data set. Name another folder, or delete it.',
      );
    }
  } catch (error) {
    if (signal?.aborted || !leftOut(source, [id])) throw error;
  }
}

/** Backends round differently; other weights and other pictures differ by far more. */
function same(there: ArrayLike<number>, mine: ArrayLike<number>): boolean {
  const scale = Math.max(...Array.from(mine, Math.abs), 1e-6);
  return Array.from(there).every((value, i) => Math.abs(value - mine[i]!) < 1e-4 * scale);
}

/** The value, or undefined where the file is not there. */
async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}
