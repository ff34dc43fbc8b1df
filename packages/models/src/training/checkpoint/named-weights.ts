import { unsupportedModel } from '@csm/base';
import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Vae } from '../../architectures/vae.js';
import type { NamedTensor } from './training-checkpoint.js';

/** A weight of a VAE, with the name that it has in checkpoints. */
export interface NamedWeight {
  readonly name: string;
  readonly weight: LayersModel['weights'][number];
}

/** All weights of both models, in order. */
export function namedWeights({ encoder, decoder }: Vae): NamedWeight[] {
  return Object.entries({ encoder, decoder }).flatMap(([part, model]) =>
    model.weights.map((weight) => ({ name: `${part}/${weight.originalName}`, weight })),
  );
}

/** @throws if two weights have the same name, because a checkpoint could not distinguish them. */
export function checkDistinctNames(caller: string, vae: Vae): void {
  const names = namedWeights(vae).map(({ name }) => name);
  const duplicate = names.find((name, i) => names.indexOf(name) < i);
  if (duplicate === undefined) return;
  throw unsupportedModel(
    `${caller}: checkpoints need distinct names of weights; "${duplicate}" is a duplicate; give every layer its own name.`,
  );
}

/** A copy of all weights on the host. */
export async function readWeights(vae: Vae): Promise<NamedTensor[]> {
  return Promise.all(namedWeights(vae).map(({ name, weight }) => readTensor(name, weight.read())));
}

/** Sets the weights to those that {@link readWeights} returned. */
export function writeWeights(vae: Vae, weights: readonly NamedTensor[]): void {
  for (const [i, { weight }] of namedWeights(vae).entries()) {
    const stored = weights[i];
    if (!stored) continue;
    tidy(() => {
      weight.write(tensor(stored.values, [...stored.shape]));
    });
  }
}

/** A copy of a tensor on the host. */
export async function readTensor(name: string, of: Tensor): Promise<NamedTensor> {
  return { name, shape: of.shape, values: (await of.data()) as Float32Array };
}
