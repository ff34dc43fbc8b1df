import { concat, slice, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { decodedTensor } from './decoder-output.js';

/** The fields of a LayersModel or GraphModel that hold the batch size that it was made for. */
interface ModelInputs {
  readonly inputs?: readonly { readonly shape?: readonly (number | null)[] }[];
}

/**
 * Decodes a batch with a model: sample by sample, if the model was made for a batch of 1. Call inside `tf.tidy`.
 * @param run runs the model; what it returns is checked as {@link decodedTensor} does.
 */
export function decodeBatch(
  caller: string,
  model: object,
  latents: Tensor2D,
  run: (latents: Tensor2D) => unknown,
): Tensor {
  const [count] = latents.shape;
  if (count === 1 || !isOfOneSample(model)) return decodedTensor(caller, run(latents), latents);
  const samples = Array.from({ length: count }, (_, i) => slice(latents, [i, 0], [1, -1]));
  return concat(samples.map((sample) => decodedTensor(caller, run(sample), sample)));
}

function isOfOneSample(model: object): boolean {
  const { inputs } = model as ModelInputs;
  return Array.isArray(inputs) && inputs[0]?.shape?.[0] === 1;
}
