import type { Encoder } from '@csm/core';
import { encodeToDisk, type LatentTable } from '@csm/core/node';
import { selectSamples } from '@csm/datasets';
import type { NdArray } from 'ndarray';
import type { Faces } from '../../../support/labelled-faces/faces.js';
import type { Run } from '../../../support/labelled-faces/run.js';

/** Latents by id. Damaged images have no latent. */
export interface Latents {
  has(id: string): boolean;
  /** `[ids.length, latentSize]`. */
  of(ids: readonly string[]): NdArray<Float32Array>;
}

/** Encodes the training and held-out pictures in one pass. Pictures that an earlier run encoded are not encoded again. */
export async function encodeFaces(encoder: Encoder, faces: Faces, run: Run): Promise<Latents> {
  const { dataset, train, test } = faces;
  const source = { ids: [...train, ...test], batches: dataset.batches, skipped: dataset.skipped };
  const table = await encodeToDisk(encoder, source, `${run.out}/latents`, {
    batchSize: 32,
    signal: run.signal,
    onProgress: ({ done, total }) => run.onProgress('Latents', done, total),
  });
  return latentsById(table);
}

function latentsById({ ids, latents }: LatentTable): Latents {
  const rows = new Map(ids.map((id, row) => [id, row]));
  return {
    has: (id) => rows.has(id),
    of: (some) =>
      selectSamples(
        latents,
        some.map((id) => rows.get(id)!),
      ),
  };
}
