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
import { type Sampling, vaeLosses } from './loss/vae-losses.js';

/** What one step needs. */
export interface Step {
  readonly vae: Vae;
  readonly variables: Variable[];
  readonly optimizer: Optimizer;
  /** Images one after another. */
  readonly batch: Float32Array;
  /** ε: one number for every image and latent component. */
  readonly noise: Float32Array;
  readonly klWeight: number;
  readonly sampling: Sampling;
}

/** The losses of a step, and whether its gradients were applied: they are not where the loss is not finite. */
export interface StepResult {
  readonly reconstruction: number;
  readonly kl: number;
  readonly applied: boolean;
}

/** One forward pass, one backward pass, one update of the weights. */
export async function trainingStep(step: Step): Promise<StepResult> {
  const { vae, variables, optimizer, batch, noise, klWeight, sampling } = step;
  const size = noise.length / vae.latentSize;
  const owned: Tensor[] = [];
  try {
    const images = tensor(batch, [size, ...vae.inputShape]);
    owned.push(images);
    const epsilon = tensor(noise, [size, vae.latentSize]);
    owned.push(epsilon);
    const { value, grads } = variableGrads((): Scalar => {
      const { reconstruction, kl } = vaeLosses(vae, images, { noise: epsilon, sampling });
      owned.push(keep(stack([reconstruction, kl])));
      return add(reconstruction, mul(kl, klWeight));
    }, variables);
    owned.push(value, ...Object.values(grads));
    // Read before the update, so that a loss gone wrong never reaches the weights by way of its gradients.
    const [reconstruction = Number.NaN, kl = Number.NaN] = await owned[2]!.data();
    const applied = Number.isFinite(reconstruction) && Number.isFinite(kl);
    if (applied) optimizer.applyGradients(grads);
    return { reconstruction, kl, applied };
  } finally {
    for (const t of owned) t.dispose();
  }
}
