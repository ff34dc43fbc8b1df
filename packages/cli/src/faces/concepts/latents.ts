import type { Encoder } from '@csm/core';
import { encodeToDisk, type LatentTable } from '@csm/core/node';
import { selectSamples } from '@csm/datasets';
import type { NdArray } from 'ndarray';
import type { Faces } from '../data/faces.js';
import type { Run } from '../run.js';
import type { Settings } from '../settings/settings.js';

/** Latents by id. Damaged images have no latent. */
export interface Latents {
  has(id: string): boolean;
  /** `[ids.length, latentSize]`. */
  of(ids: readonly string[]): NdArray<Float32Array>;
}

/**
 * Encodes all pictures of the faces in one pass, as means or, with `settings.sample`, as one seeded draw of z each. Pictures that
 * an earlier run encoded are not encoded again.
 */
export async function encodeFaces(encoder: Encoder, faces: Faces, run: Run): Promise<Latents> {
  const { dataset } = faces;
  const source = { ids: usedIds(faces), batches: dataset.batches, skipped: dataset.skipped };
  const table = await encodeToDisk(encoder, source, `${run.out}/latents`, {
    batchSize: 32,
    ...sampleOption(run.settings),
    signal: run.signal,
    onProgress: ({ done, total }) => run.onStage('Latents', done, total),
  });
  return latentsById(table);
}

/** Every picture in use, listed once, because a picture may be both in the training and in the scored part. */
export function usedIds({ train, validation, test }: Pick<Faces, 'train' | 'validation' | 'test'>): string[] {
  return [...new Set([...train, ...validation, ...test])];
}

/** The option of `encode` and `explain` that draws z instead of taking its mean. */
export function sampleOption({ sample, seed }: Pick<Settings, 'sample' | 'seed'>) {
  return sample ? { sample: { seed } } : {};
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
