import { concat, reshape, slice, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Runs a function of single samples on a batch: sample by sample, for models that were made for a batch of 1. Call inside
 * `tf.tidy`.
 *
 * A tensor of one sample is kept in a batch as `[batch, ...shape]`. If the first axis of its shape has length 1, it is the batch
 * axis.
 *
 * @param shapes of the inputs of one sample, as the function takes them.
 * @param run returns the output for one sample.
 */
export function oneByOne(
  inputs: readonly Tensor[],
  shapes: readonly (readonly number[])[],
  run: (inputs: Tensor[]) => Tensor,
): Tensor {
  const [first] = inputs;
  if (first === undefined) return run([]);
  const outputs = Array.from({ length: first.shape[0] ?? 0 }, (_, i) =>
    batched(run(inputs.map((input, k) => reshape(sampleOf(input, i), [...(shapes[k] ?? [])])))),
  );
  return outputs.length === 1 ? (outputs[0] as Tensor) : concat(outputs);
}

/** The shape of a batch with one sample, for a tensor of one sample. */
export function shapeInBatch(shape: readonly number[]): readonly number[] {
  return shape[0] === 1 ? shape : [1, ...shape];
}

function batched(output: Tensor): Tensor {
  return reshape(output, [...shapeInBatch(output.shape)]);
}

function sampleOf(input: Tensor, sample: number): Tensor {
  const [, ...shape] = input.shape;
  return slice(input, [sample, ...shape.map(() => 0)], [1, ...shape]);
}
