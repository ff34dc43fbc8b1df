import '@csm/wasm';
import { type ConceptVector, conceptVector, layersEncoder } from '@csm/core';
import { celebaVae, disposeVae, imageVae } from '@csm/models';
import { type RuntimeEncoder, runtimeEncoder } from '@csm/onnx/runtime';
import { setBackend } from '@tensorflow/tfjs-core';
import { seededRandom } from '../../packages/datasets/src/sampling/seeded-random.js';
import { celebaAttributeNames } from '../../packages/datasets/test/celeba-folder.js';

/** An encoder that is measured, and how its inputs are cut. */
export interface MeasuredEncoder {
  /** Height and width of its pictures. */
  readonly size: number;
  /** More than the 40 concepts, so that each map of a concept takes one backward pass. */
  readonly latentSize: number;
  /** Pictures that are explained at once. */
  readonly batchSize: number;
  readonly shardSize: number;
}

/**
 * Untrained encoders, because their speed does not depend on the weights.
 * - `small`: three convolutions of stride 2 with batch normalisation, as in CelebA's VAEs, and a dense layer; small enough that one core
 *   makes the maps of 20,000 pictures in minutes;
 * - `paper`: that of `celebaVae`, the reference's network.
 */
export const ENCODERS = {
  small: { size: 64, latentSize: 48, batchSize: 25, shardSize: 500 },
  paper: { size: 128, latentSize: 400, batchSize: 8, shardSize: 16 },
} as const satisfies Record<string, MeasuredEncoder>;

export type EncoderName = keyof typeof ENCODERS;

/** The encoder in ONNX Runtime, with one thread. */
export async function openEncoder(name: EncoderName): Promise<RuntimeEncoder> {
  await setBackend('wasm');
  const { size, latentSize } = ENCODERS[name];
  const vae =
    name === 'paper'
      ? celebaVae({ seed: 1 })
      : imageVae({ size, filters: [16, 32, 64], latentSize, seed: 1 });
  try {
    return await runtimeEncoder(layersEncoder(vae.encoder, { output: 'z_mean' }), { threads: 1 });
  } finally {
    disposeVae(vae);
  }
}

/** One concept per attribute of CelebA, with random directions. */
export function openConcepts(name: EncoderName): ConceptVector[] {
  const random = seededRandom(2);
  const { latentSize } = ENCODERS[name];
  return celebaAttributeNames.map((attribute) =>
    conceptVector(
      attribute,
      Float32Array.from({ length: latentSize }, () => random() - 0.5),
    ),
  );
}
