import { rows } from '@csm/base';
import type { Encoder, ImageLayout } from '@csm/core';
import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';

/**
 * An encoder that is a plain object with an asynchronous `encode`, as one that asks a server: no graph, no derivative.
 * @param latents computes the latents of one input.
 */
export function hostEncoder(
  inputShape: readonly number[],
  latentSize: number,
  latents: (input: Float32Array) => readonly number[],
  layout?: ImageLayout,
): Encoder & { readonly calls: number[] } {
  const calls: number[] = [];
  return {
    inputShape,
    latentSize,
    calls,
    ...(layout && { layout }),
    async encode(inputs): Promise<Tensor2D> {
      const values = Float32Array.from(await inputs.data());
      calls.push(inputs.shape[0] ?? 0);
      const size = values.length / (inputs.shape[0] ?? 1);
      return tensor2d(
        [...rows(values, size)].flatMap((input) => [...latents(input)]),
        [inputs.shape[0] ?? 0, latentSize],
      );
    },
  };
}
