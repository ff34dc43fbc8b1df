import {
  add,
  keep,
  mul,
  type Optimizer,
  type Scalar,
  stack,
  type Tensor,
  tensor,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { Vae } from '../architectures/vae.js';
import { oneHotBatches } from './data/one-hot-batches.js';
import type { Sampling } from './loss/sampling.js';
import { vaeLosses } from './loss/vae-losses.js';

/** Input of one step. */
export interface TrainingStep {
  readonly vae: Vae;
  readonly variables: readonly Variable[];
  readonly optimizer: Optimizer;
  /** The images, concatenated. */
  readonly batch: Float32Array;
  /** The technical batch of each image, for a VAE with batches. */
  readonly technicalBatch?: Uint32Array | undefined;
  /** ε: one number per image and latent component. */
  readonly noise: Float32Array;
  readonly klWeight: number;
  readonly sampling: Sampling;
}

/** The losses of a step. */
export interface StepResult {
  readonly reconstruction: number;
  readonly kl: number;
  /** Whether both losses are finite. If not, the weights were not updated. */
  readonly hasFiniteLoss: boolean;
}

/** Makes one forward pass, one backward pass and one update of the weights. */
export async function trainingStep(step: TrainingStep): Promise<StepResult> {
  const { vae, variables, optimizer, batch, technicalBatch, noise, klWeight, sampling } = step;
  const size = noise.length / vae.latentSize;
  const owned: Tensor[] = [];
  const own = <T extends Tensor>(t: T): T => {
    owned.push(t);
    return t;
  };
  try {
    const images = own(tensor(batch, [size, ...vae.inputShape]));
    const epsilon = own(tensor(noise, [size, vae.latentSize]));
    const batches = oneHotBatches(vae, technicalBatch);
    if (batches) own(batches);
    let terms: Tensor = images;
    const { value, grads } = variableGrads((): Scalar => {
      const { reconstruction, kl } = vaeLosses(vae, images, { noise: epsilon, sampling }, batches);
      terms = own(keep(stack([reconstruction, kl])));
      return add(reconstruction, mul(kl, klWeight));
    }, [...variables]);
    owned.push(value, ...Object.values(grads));
    // The losses are read before the update, so that the gradients of a loss that is not finite never reach the
    // weights.
    const [reconstruction = Number.NaN, kl = Number.NaN] = await terms.data();
    const hasFiniteLoss = Number.isFinite(reconstruction) && Number.isFinite(kl);
    if (hasFiniteLoss) optimizer.applyGradients(grads);
    return { reconstruction, kl, hasFiniteLoss };
  } finally {
    for (const t of owned) t.dispose();
  }
}
