import { attributeTable } from '@csm/datasets';
import { imageParquet } from '@csm/datasets/node';
import { sampleAttributes } from '../attributes-by-id.js';
import type { DataOptions } from '../data-options.js';
import type { InputSet } from '../input-set.js';
import type { InputsFor } from '../inputs-for.js';
import type { OpeningRun } from '../opening-run.js';
import { readableIds, reader } from '../picture-inputs.js';
import { pictureShape } from '../picture-shape.js';
import { parquetFingerprint } from './parquet-fingerprint.js';

/** Pictures in Parquet files, in the size and the order of axes of the encoder. Only the pages of those that are asked for are read. */
export async function parquetInputs(
  path: string,
  encoder: InputsFor,
  run: OpeningRun,
  options: DataOptions,
): Promise<InputSet> {
  const shape = pictureShape(path, encoder);
  const dataset = await imageParquet({
    path,
    size: [shape.height, shape.width],
    channels: shape.channels,
    resize: options.resize,
    onBadImage: options.skipDamaged ? 'skip' : 'throw',
    signal: run.signal,
    onProgress: run.progress('Parquet files'),
  });
  const ids = options.skipDamaged ? await readableIds(dataset, run) : dataset.ids;
  const given = await sampleAttributes(options.attributes, options.idColumn, ids, run);
  const own =
    ids.length === dataset.ids.length
      ? dataset.attributes
      : attributeTable(ids.map((id) => [id, dataset.attributesOf(id)]));
  return {
    kind: 'pictures',
    ids,
    shape: encoder.inputShape,
    attributes: given.attributes ?? (own.columns.size > 0 ? own : undefined),
    // The files may have hundreds of gigabytes.
    sources: [{ path, fingerprint: await parquetFingerprint(path) }, ...given.sources],
    read: reader(dataset, shape, run),
  };
}
