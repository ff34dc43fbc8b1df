import type { ImageDataset } from '@csm/datasets';
import ndarray, { type NdArray } from 'ndarray';

/** Reads the first `count` images of the given ids into memory; images that cannot be read are skipped. */
export async function someImages(
  dataset: ImageDataset,
  ids: readonly string[],
  count: number,
  signal: AbortSignal,
): Promise<NdArray<Float32Array>> {
  const parts: Float32Array[] = [];
  let found = 0;
  for await (const { images } of dataset.batches({ ids, signal })) {
    const wanted = Math.min(images.shape[0]!, count - found);
    const each = images.size / images.shape[0]!;
    parts.push(images.data.subarray(0, wanted * each));
    found += wanted;
    if (found === count) break;
  }
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return ndarray(all, [found, ...dataset.imageShape]);
}
