import {
  add,
  pad,
  reshape,
  slice,
  stridedSlice,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { spreadOut } from './spread-out.js';
import { withMargins } from './with-margins.js';

/** How the slices of a kernel move along the depth of a volume. */
export interface DepthWindows {
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  /** Numbers of slices before and after the volume; negative ones are cropped. */
  readonly margin: readonly [number, number];
}

/** Runs a function of a batch of images, with slice `k` of a kernel. */
type OnImages = (images: Tensor4D, k: number) => Tensor;

export const depthAfter = (
  depth: number,
  { size, stride, dilation, margin: [before, after] }: DepthWindows,
): number => Math.floor((depth + before + after - (size - 1) * dilation - 1) / stride) + 1;

export const depthBefore = (
  depth: number,
  { size, stride, dilation, margin: [before, after] }: DepthWindows,
): number => (depth - 1) * stride + (size - 1) * dilation + 1 - before - after;

/** For each window, the sum over the slices k of the kernel of `run(slice of the volume, k)`, as a convolution sums them. */
export function gatheredAlongDepth(x: Tensor, windows: DepthWindows, depth: number, run: OnImages): Tensor {
  const { size, stride, dilation, margin } = windows;
  const padded = withMargins(asLines(x), [[0, 0], margin, [0, 0]]) as Tensor3D;
  const [batch, , volume] = padded.shape;
  const [, , height = 0, width = 0, channels = 0] = x.shape;
  const parts = Array.from({ length: size }, (_, k) => {
    const [from, to] = [k * dilation, k * dilation + (depth - 1) * stride + 1];
    const taken = stridedSlice(padded, [0, from, 0], [batch, to, volume], [1, stride, 1]);
    return run(reshape(taken, [batch * depth, height, width, channels]), k);
  });
  return asVolume(
    parts.reduce((a, b) => add(a, b)),
    batch,
  );
}

/** The transpose of the gathering: `run(slice of the result, k)` is added to the slice of the volume that window and k cover. */
export function spreadAlongDepth(x: Tensor, windows: DepthWindows, depth: number, run: OnImages): Tensor {
  const { size, stride, dilation, margin } = windows;
  const [before, after] = margin;
  const [batch = 0, own = 0, height = 0, width = 0, channels = 0] = x.shape;
  const length = depth + before + after;
  const images = reshape(x, [batch * own, height, width, channels]) as Tensor4D;
  let shape: number[] = [];
  const parts = Array.from({ length: size }, (_, k) => {
    const result = run(images, k);
    shape = result.shape.slice(1);
    const spread = spreadOut(reshape(result, [batch, own, 1, result.size / (batch * own)]), [stride, 1]);
    const span = (own - 1) * stride + 1;
    const lines = slice(reshape(spread, [batch, own * stride, -1]), [0, 0, 0], [batch, span, -1]);
    return pad(lines, [
      [0, 0],
      [k * dilation, length - k * dilation - span],
      [0, 0],
    ]);
  });
  const sum = withMargins(
    parts.reduce((a, b) => add(a, b)),
    [
      [0, 0],
      [-before, -after],
      [0, 0],
    ],
  );
  return reshape(sum, [batch, depth, ...shape]);
}

function asLines(x: Tensor): Tensor {
  const [batch = 0, depth = 0] = x.shape;
  return reshape(x, [batch, depth, x.size / (batch * depth)]);
}

function asVolume(images: Tensor, batch: number): Tensor {
  const [all = 0, ...image] = images.shape;
  return reshape(images, [batch, all / batch, ...image]);
}

/** Slice `k` of the kernel of a volume, as the kernel of an image. */
export function kernelSlice(kernel: Tensor, k: number): Tensor4D {
  const [depth = 1, ...image] = kernel.shape;
  const rows = reshape(kernel, [depth, kernel.size / depth]);
  return reshape(slice(rows, [k, 0], [1, -1]), image as [number, number, number, number]);
}
