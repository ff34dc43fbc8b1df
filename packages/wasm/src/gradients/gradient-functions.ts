import { unsupportedModel } from '@csm/base';
import {
  add,
  div,
  fill,
  type GradConfig,
  type GradFunc,
  getBackend,
  mul,
  neg,
  reshape,
  rsqrt,
  sub,
  sum,
  type Tensor,
  util,
} from '@tensorflow/tfjs-core';

/** Makes a gradient for the wasm backend; `stock` is the one that tfjs registers for all backends. */
export type CreateGradient = (stock: GradFunc | undefined) => Omit<GradConfig, 'kernelName'>;

/**
 * The gradient of batch normalisation. tfjs' own tiles the value of each channel over the image, and multiplies whole images where
 * one value per channel would be enough; here the sums over dy and dy · (x − mean) come first. If the statistics are
 * not one value per channel, the stock gradient is used.
 */
export const fusedBatchNormGradient: CreateGradient = (stock) => ({
  inputsToSave: ['x', 'mean', 'variance', 'scale'],
  gradFunc: onWasm(stock, (dy, saved, attrs) => {
    const [x, mean, variance, scale] = saved as [Tensor, Tensor, Tensor, Tensor | undefined];
    if (mean.rank !== 1) {
      if (stock !== undefined) return stock(dy, saved, attrs);
      throw unsupportedModel(
        `FusedBatchNorm: the gradient needs a mean of rank 1; got rank ${mean.rank}; import '@tensorflow/tfjs-layers' or ` +
          "'@tensorflow/tfjs', which register tfjs' own gradients.",
      );
    }
    const axes = x.shape.slice(0, -1).map((_, axis) => axis);
    const inverse = rsqrt(add(variance, attrs.varianceEpsilon as number));
    const factor = scale == null ? inverse : mul(inverse, scale);
    const sumOfDy = (): Tensor => sum(dy, axes);
    const sumOfProducts = (): Tensor => sum(mul(dy, sub(x, mean)), axes);
    // tfjs runs each of these functions in a separate tidy, so they cannot share a sum.
    return {
      x: () => mul(dy, factor),
      mean: () => neg(mul(sumOfDy(), factor)),
      variance: () => mul(sumOfProducts(), mul(mul(factor, mul(inverse, inverse)), -0.5)),
      scale: () => mul(sumOfProducts(), inverse),
      offset: sumOfDy,
    };
  }),
});

/**
 * The gradient of Sum: `dy`, repeated. tfjs' own multiplies by a tensor of ones that JavaScript fills value by value; here the Fill
 * kernel fills it. This is a product rather than a Tile, because the gradient of Tile, which second derivatives need,
 * makes thousands of slices.
 */
export const sumGradient: CreateGradient = (stock) => ({
  inputsToSave: ['x'],
  gradFunc: onWasm(stock, (dy, saved, attrs) => {
    const [x] = saved as [Tensor];
    return { x: () => repeated(dy, x, attrs.axis as number[]) };
  }),
});

/** The gradient of Mean: the gradient of Sum, divided by the number of values. */
export const meanGradient: CreateGradient = (stock) => ({
  inputsToSave: ['x'],
  gradFunc: onWasm(stock, (dy, saved, attrs) => {
    const [x] = saved as [Tensor];
    const axis = attrs.axis as number[];
    const count = util.sizeFromShape(util.parseAxisParam(axis, x.shape).map((i) => x.shape[i] ?? 1));
    return { x: () => repeated(div(dy, count), x, axis) };
  }),
});

function repeated(dy: Tensor, x: Tensor, axis: number | number[]): Tensor {
  const shape = x.shape.slice();
  for (const i of util.parseAxisParam(axis, x.shape)) shape[i] = 1;
  return mul(reshape(dy, shape), fill(x.shape, 1));
}

/**
 * A gradient that runs `own` on wasm and `stock` on other backends, because tfjs registers gradients for all
 * backends together.
 */
function onWasm(stock: GradFunc | undefined, own: (...call: WasmCall) => ReturnType<GradFunc>): GradFunc {
  return (dy, saved, attrs) => {
    const other = stock !== undefined && getBackend() !== 'wasm';
    return other ? stock(dy, saved, attrs) : own(dy as Tensor, saved, attrs);
  };
}

type WasmCall = [dy: Tensor, saved: Tensor[], attrs: Parameters<GradFunc>[2]];
