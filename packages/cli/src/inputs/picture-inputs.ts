import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { contiguous, invalidFile } from '@csm/base';
import { attributeTable, type ImageDataset } from '@csm/datasets';
import { celebA, imageFolder } from '@csm/datasets/node';
import ndarray, { type NdArray } from 'ndarray';
import { sampleAttributes } from './attributes-by-id.js';
import type { DataOptions } from './data-options.js';
import type { InputSet } from './input-set.js';
import type { InputsFor } from './inputs-for.js';
import type { OpeningRun } from './opening-run.js';
import { type PictureShape, pictureShape } from './picture-shape.js';

/** Pictures of a folder, in the size and the order of axes of the encoder. Only those that are asked for are read. */
export async function pictureInputs(
  path: string,
  encoder: InputsFor,
  run: OpeningRun,
  options: DataOptions,
): Promise<InputSet> {
  const shape = pictureShape(path, encoder);
  const dataset = await imageFolder({
    root: path,
    size: [shape.height, shape.width],
    channels: shape.channels,
    attributes: () => ({}),
    resize: options.resize,
    onBadImage: options.skipDamaged ? 'skip' : 'throw',
    signal: run.signal,
    onProgress: run.progress('files listed'),
    onWarning: run.warn,
  });
  const ids = options.skipDamaged ? await readableIds(dataset, run) : dataset.ids;
  const own = join(path, 'attributes.csv');
  const table = options.attributes ?? (existsSync(own) ? own : undefined);
  const { attributes, sources } = await sampleAttributes(table, options.idColumn, ids, run);
  return {
    kind: 'pictures',
    ids,
    shape: encoder.inputShape,
    attributes,
    sources: [{ path, files: ids.length }, ...sources],
    read: reader(dataset, shape, run),
  };
}

/** CelebA, with its attributes and splits. */
export async function celebaInputs(
  path: string,
  encoder: InputsFor,
  run: OpeningRun,
  options: DataOptions,
): Promise<InputSet> {
  const shape = pictureShape(path, encoder);
  const { height, width, channels } = shape;
  if (height !== width || channels !== 3) {
    throw invalidFile(
      `${path}: CelebA has square pictures of 3 channels; the encoder takes [${encoder.inputShape}]; use a folder of pictures instead.`,
    );
  }
  const dataset = await celebA({
    root: path,
    size: height,
    resize: options.resize,
    ...(options.skipDamaged && { onBadImage: 'skip' }),
    signal: run.signal,
    onProgress: run.progress('tables of CelebA'),
  });
  const ids = options.skipDamaged ? await readableIds(dataset, run) : dataset.ids;
  const kept = new Set(ids);
  const splits: Record<string, readonly string[]> = {};
  for (const name of ['train', 'valid', 'test']) {
    try {
      splits[name] = dataset.split(name).filter((id) => kept.has(id));
    } catch {
      // CelebA without list_eval_partition has no splits.
    }
  }
  return {
    kind: 'CelebA',
    ids,
    shape: encoder.inputShape,
    attributes:
      ids.length === dataset.ids.length
        ? dataset.attributes
        : attributeTable(ids.map((id) => [id, dataset.attributesOf(id)])),
    ...(Object.keys(splits).length > 0 && { splits }),
    sources: [{ path, files: ids.length }],
    read: reader(dataset, shape, run),
  };
}

/** Every picture is read once, in batches, to learn which are damaged. */
export async function readableIds(dataset: ImageDataset, run: OpeningRun): Promise<readonly string[]> {
  const onProgress = run.progress('pictures checked');
  const kept: string[] = [];
  for await (const { ids } of dataset.batches({ signal: run.signal, onProgress }))
    for (const id of ids) kept.push(id);
  const skipped = dataset.skipped();
  const [first] = skipped;
  if (first) {
    run.warn(`${skipped.length} pictures are left out, such as ${first.id}: ${first.reason}`);
  }
  return kept;
}

/** Reads pictures of a data set in the order of axes of the encoder. */
export function reader(
  dataset: ImageDataset,
  { channelsFirst }: PictureShape,
  run: OpeningRun,
): InputSet['read'] {
  return async (ids) => {
    const images = await dataset.images(ids, { signal: run.signal, onWarning: run.warn });
    return channelsFirst ? channelsBeforeRows(images) : images;
  };
}

/** Pictures with the channels before the height, in this order in memory. */
export function channelsBeforeRows(images: NdArray<Float32Array>): NdArray<Float32Array> {
  const view = images.transpose(0, 3, 1, 2);
  return ndarray(contiguous(view), view.shape);
}
