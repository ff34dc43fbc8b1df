import type { ImageDataset } from '@csm/datasets';

/** The contents of a data set as plain data, for all images that can be decoded, in order. */
export async function datasetContents(set: ImageDataset) {
  const ids: string[] = [];
  const pictures: Float32Array[] = [];
  for await (const batch of set.batches({ batchSize: 4 })) {
    ids.push(...batch.ids);
    pictures.push(Float32Array.from(batch.images.data));
  }
  return {
    ids,
    pictures,
    imageShape: [...set.imageShape],
    attributes: ids.map((id) => set.attributesOf(id)),
    skipped: set.skipped().map(({ id }) => id),
  };
}
