import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkOptions, checkPath, checkWatchers, invalidArgument, invalidFile } from '@csm/base';
import { removeTemporaries } from '@csm/base/node';
import ndarray from 'ndarray';
import { checkEncoder } from '../../encoders/check-encoder.js';
import type { Encoder } from '../../encoders/encoder.js';
import { checkDraw } from '../../posterior/posterior-draw.js';
import { encode } from '../encode.js';
import { ENCODE_TO_DISK_OPTIONS, type EncodeToDiskOptions } from './encode-to-disk-options.js';
import { claim } from './encoder-record.js';
import { type FolderLock, lockFolder } from './folder-lock.js';
import { isSameLatent } from './is-same-latent.js';
import { finishSave, readLatents, saveLatents } from './latent-files.js';
import { checkSource, type EncodableSource, type LatentTable } from './latent-table.js';
import { appendPartial, readPartial, removePartial, repairPartial } from './partial-rows.js';

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
 * One call at a time may encode into a folder.
 *
 * @returns all rows of the folder, including those of earlier calls.
 * @throws if the encoder has values per sample, if another call or process encodes into the folder, if the folder contains latents of another encoder, other draws (or the mean instead of draws, and vice versa), or latents of other pictures with the same names (another crop, another
 * data set), or a file in it is damaged.
 * @category Encoders and decoders
 */
export async function encodeToDisk(
  encoder: Encoder,
  source: EncodableSource,
  folder: string,
  options: EncodeToDiskOptions = {},
): Promise<LatentTable> {
  const caller = 'encodeToDisk';
  checkOptions<EncodeToDiskOptions>(caller, options, ENCODE_TO_DISK_OPTIONS);
  checkEncoder(caller, encoder);
  if (encoder.samples !== undefined) {
    throw invalidArgument(
      `${caller}: expected an encoder for any inputs; got one with values for ${encoder.samples} samples in their order, which a pass that resumes does ` +
        'not keep; give the same values for all samples, or use encode().',
    );
  }
  checkSource(caller, source);
  checkPath(caller, 'folder', folder, 'a folder');
  checkWatchers(caller, options);
  checkDraw(caller, encoder, options.sample);
  await mkdir(folder, { recursive: true });
  const lock = await lockFolder(caller, folder);
  try {
    return await encodeInto(folder, encoder, source, options, lock);
  } finally {
    await lock.release();
  }
}

async function encodeInto(
  folder: string,
  encoder: Encoder,
  source: EncodableSource,
  { signal, onProgress, batchSize, sample }: EncodeToDiskOptions,
  lock: FolderLock,
): Promise<LatentTable> {
  const caller = 'encodeToDisk';
  const { latentSize } = encoder;
  await removeTemporaries(folder);
  await claim(caller, encoder, folder, { batchSize, sample });

  const partial = await readPartial(caller, folder, latentSize);
  const finished = await readLatents(caller, folder, partial);
  checkWidth(folder, finished, latentSize);
  await finishSave(folder);
  await repairPartial(folder, partial);
  const known = concatenated(finished, partial, latentSize);
  const knownIds = new Set(known.ids);
  const todo = source.ids.filter((id) => !knownIds.has(id));
  await checkPictures(encoder, source, known, folder, { signal, batchSize, sample });
  const wanted = new Set(todo);
  let done = source.ids.length - todo.length;
  let row = known.ids.length;
  const encodeRest = async () => {
    for await (const { ids, images } of source.batches({ ids: todo, signal })) {
      if (ids.length === 0) continue;
      const sofar = done;
      const latents = await encode(encoder, images, {
        batchSize,
        sample: sample && { ...sample, firstSample: row },
        signal,
        onProgress:
          onProgress && (({ done: part }) => onProgress({ done: sofar + part, total: source.ids.length })),
      });
      checkBatch(ids, latents.shape[0], wanted);
      await appendPartial(folder, ids, latents.data);
      await lock.renew();
      done += ids.length;
      row += ids.length;
    }
  };
  try {
    if (todo.length > 0) await encodeRest();
  } catch (error) {
    // Not an error if some latents already exist.
    if (known.ids.length === 0 || signal?.aborted || !leftOut(source, todo)) throw error;
  }
  const all = concatenated(finished, await readPartial(caller, folder, latentSize), latentSize);
  if (todo.length > 0 || partial) {
    await saveLatents(folder, all);
    await removePartial(folder);
  }
  return all;
}

/** @throws if the finished latents have another size than the encoder's. */
function checkWidth(folder: string, finished: LatentTable | undefined, latentSize: number): void {
  const width = finished?.latents.shape[1];
  if (width === undefined || width === latentSize) return;
  throw invalidFile(
    `encodeToDisk: ${join(folder, 'latents.npy')} must have latents of the encoder's size, ${latentSize}; they have size ` +
      `${width}; copy the whole folder again, or delete it to encode again.`,
  );
}

/** @throws unless a batch of the source has one input per id, and only ids that were asked for. */
function checkBatch(ids: readonly string[], count: number | undefined, wanted: ReadonlySet<string>): void {
  const other = ids.find((id) => !wanted.has(id));
  if (ids.length === count && other === undefined) return;
  const got =
    other === undefined ? `${ids.length} ids and ${count} inputs` : `the id ${JSON.stringify(other)}`;
  throw invalidArgument(
    `encodeToDisk: source.batches() must give one input per id that it is asked for; a batch has ${got}.`,
  );
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
  { signal, batchSize, sample }: Pick<EncodeToDiskOptions, 'signal' | 'batchSize' | 'sample'>,
): Promise<void> {
  const rows = new Map(known.ids.map((id, row) => [id, row]));
  const id = source.ids.find((name) => rows.has(name));
  if (id === undefined) return;
  const row = rows.get(id) ?? 0;
  const options = { signal, batchSize, sample: sample && { ...sample, firstSample: row } };
  const before = Array.from({ length: encoder.latentSize }, (_, k) => known.latents.get(row, k));
  try {
    for await (const { ids, images } of source.batches({ ids: [id], signal })) {
      if (ids[0] !== id || isSameLatent(before, (await encode(encoder, images, options)).data)) continue;
      throw invalidArgument(
        `encodeToDisk: ${join(folder, 'latents.npy')} holds another latent of "${id}": the pictures have the same names but another size, crop or ` +
          'content, or are of another data set; use another folder, or delete it.',
      );
    }
  } catch (error) {
    if (signal?.aborted || !leftOut(source, [id])) throw error;
  }
}
