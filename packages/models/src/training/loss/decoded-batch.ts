import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { GeneParameter } from '../../architectures/genes/gene-parameter.js';
import type { DecodedBatch } from '../likelihood/likelihood-kind.js';

/** The inputs of a model: with the one-hot batches of the samples if it has a second input. */
export function withBatches(
  { inputs }: LayersModel,
  first: Tensor,
  batches: Tensor | undefined,
): Tensor | Tensor[] {
  return inputs.length > 1 && batches ? [first, batches] : first;
}

/**
 * Runs a decoder. Call inside `tf.tidy`. A parameter that is the same for all samples is read from its layer, `[genes]`, which saves
 * the arithmetic for `[n, genes]`.
 */
export function decodedBatch(
  decoder: LayersModel,
  inputs: Tensor | Tensor[],
  mode: { readonly training: boolean },
): DecodedBatch {
  const [answer, ...others] = [decoder.apply(inputs, mode)].flat() as [Tensor, ...Tensor[]];
  const parameters = others.map((output, i) => {
    const layer = decoder.outputs[i + 1]?.sourceLayer;
    return [layer?.name ?? '', layer instanceof GeneParameter ? layer.read() : output];
  });
  return { answer, parameters: Object.fromEntries(parameters) };
}
