import { conceptVector, dotProduct, layersEncoder } from '@csm/core';
import { gradient } from '@csm/explainers';
import {
  celebaVae,
  disposeVae,
  olfactoryBulbTraining,
  olfactoryBulbVae,
  trainVae,
  type Vae,
} from '@csm/models';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';

/** A piece of work to time. */
export interface Workload {
  readonly run: () => Promise<unknown>;
  readonly dispose: () => void;
}

/** A: the CelebA VAE, 128 × 128 × 3. B: the olfactory-bulb VAE, 32 × 32 × 1. Untrained. */
export const WORKLOADS = {
  'A gradient, batch 8': (byTape: boolean) => inputGradient(celebaVae(), 8, byTape),
  'B gradient, batch 512': (byTape: boolean) => inputGradient(olfactoryBulbVae(), 512, byTape),
  'A training step, batch 8': () => trainingStep(celebaVae(), 8, { batchSize: 8, klWeight: 5e-4 }),
  'B training step, batch 64': () => trainingStep(olfactoryBulbVae(), 64, olfactoryBulbTraining),
} as const;

export type WorkloadName = keyof typeof WORKLOADS;

/** The gradient of a concept score by the images: by tf.grad, or by the explainer `gradient()`. */
async function inputGradient(vae: Vae, batch: number, byTape: boolean): Promise<Workload> {
  const images = tf.randomUniform([batch, ...vae.inputShape], 0, 1, 'float32', 1);
  const vector = tf.randomNormal([vae.latentSize], 0, 1, 'float32', 2);
  const values = async (map: tf.Tensor) => {
    await map.data();
    map.dispose();
  };
  const dispose = () => {
    disposeVae(vae);
    tf.dispose([images, vector]);
  };
  if (byTape) {
    const mean = (x: tf.Tensor) => ((vae.encoder as LayersModel).apply(x) as tf.Tensor[])[0]!;
    const tape = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(mean(x), vector)));
    return { run: () => values(tf.tidy(() => tape(images))), dispose };
  }
  const encoder = layersEncoder(vae.encoder, { output: 'z_mean' });
  const scores = [dotProduct(conceptVector('random', await vector.data<'float32'>()))];
  const run = async () => {
    const { maps, latent } = await gradient().attribute({ encoder, scores }, images, {});
    latent!.dispose();
    await values(maps[0]!);
  };
  return { run, dispose };
}

/** One step of trainVae: as many images as a batch has, one epoch. */
async function trainingStep(
  vae: Vae,
  batch: number,
  options: Omit<Parameters<typeof trainVae>[2], 'epochs'>,
): Promise<Workload> {
  const shape = [batch, ...vae.inputShape];
  const size = tf.util.sizeFromShape(shape);
  const images = ndarray(
    Float32Array.from({ length: size }, (_, i) => Math.abs(Math.sin(i))),
    shape,
  );
  return {
    run: () => trainVae(vae, images, { ...options, epochs: 1 }),
    dispose: () => disposeVae(vae),
  };
}
