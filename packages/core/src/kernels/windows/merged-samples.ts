import { reshape, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Runs a function of a batch of images on a tensor that may have more axes between the samples and the image, such as frames
 * `[samples, frames, height, width, channels]`: they are joined with the samples for the function. Call inside `tf.tidy`.
 */
export function onImages(x: Tensor, run: (images: Tensor4D) => Tensor): Tensor {
  if (x.rank <= 4) return run(x as Tensor4D);
  const leading = x.shape.slice(0, -3);
  const result = run(reshape(x, mergedShape(x.shape)) as Tensor4D);
  return reshape(result, [...leading, ...result.shape.slice(1)]);
}

/** Runs a function of a batch of volumes on a tensor `[samples, …, depth, height, width, channels]`, as {@link onImages} does on images. */
export function onVolumes(x: Tensor, run: (volumes: Tensor) => Tensor): Tensor {
  if (x.rank <= 5) return run(x);
  const result = run(joinedVolumes(x));
  return reshape(result, [...x.shape.slice(0, -4), ...result.shape.slice(1)]);
}

/** A tensor `[samples, …, depth, height, width, channels]` with all axes before the volume joined. */
export function joinedVolumes(x: Tensor): Tensor {
  if (x.rank <= 5) return x;
  const joined = x.shape.slice(0, -4).reduce((product, length) => product * length, 1);
  return reshape(x, [joined, ...x.shape.slice(-4)]);
}

/** The shape of a batch of images in which all axes before the image are joined. */
export function mergedShape(shape: readonly number[]): [number, number, number, number] {
  const joined = shape.slice(0, -3).reduce((product, length) => product * length, 1);
  const [height = 1, width = 1, channels = 1] = shape.slice(-3);
  return [joined, height, width, channels];
}
