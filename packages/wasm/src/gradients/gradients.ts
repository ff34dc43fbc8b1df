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

/** Makes a gradient of the wasm backend; `stock` is the one that tfjs registers for all backends. */
export type CreateGradient = (stock: GradFunc | undefined) => Omit<GradConfig, 'kernelName'>;

/**
 * Batch normalisation's gradient. tfjs' own tiles a value a channel over the image, and multiplies whole images where
 * values a channel would do; here the sums over dy and dy · (x − mean) come first. Statistics that are not one value a
 * channel go to the stock gradient.
 */
export const fusedBatchNormGradient: CreateGradient = (stock) => ({
  inputsToSave: ['x', 'mean', 'variance', 'scale'],
  gradFunc: onWasm(stock, (dy, saved, attrs) => {
    const [x, mean, variance, scale] = saved as [Tensor, Tensor, Tensor, Tensor | undefined];
    if (mean.rank !== 1) {
      if (stock !== undefined) return stock(dy, saved, attrs);
      throw new Error(
        `FusedBatchNorm: expected a mean of rank 1, got rank ${mean.rank}; import '@tensorflow/tfjs-layers' or ` +
          "'@tensorflow/tfjs', which register tfjs' own gradients",
      );
    }
    const axes = x.shape.slice(0, -1).map((_, axis) => axis);
    const inverse = rsqrt(add(variance, attrs.varianceEpsilon as number));
    const factor = scale == null ? inverse : mul(inverse, scale);
    const sumOfDy = (): Tensor => sum(dy, axes);
    const sumOfProducts = (): Tensor => sum(mul(dy, sub(x, mean)), axes);
    // tfjs runs each function in a tidy of its own: they cannot share a sum
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
 * The gradient of Sum: `dy`, repeated. tfjs' own multiplies with a tensor of ones that JavaScript fills value by value;
 * here the Fill kernel does. A product, and no Tile, because the gradient of Tile, which a second derivative needs,
 * takes slices by the thousand.
 */
export const sumGradient: CreateGradient = (stock) => ({
  inputsToSave: ['x'],
  gradFunc: onWasm(stock, (dy, [x], attrs) => ({ x: () => repeated(dy, x!, attrs.axis as number[]) })),
});

/** The gradient of Mean: that of Sum, divided by the number of values. */
export const meanGradient: CreateGradient = (stock) => ({
  inputsToSave: ['x'],
  gradFunc: onWasm(stock, (dy, [x], attrs) => ({
    x: () => {
      const axis = attrs.axis as number[];
      const count = util.sizeFromShape(util.parseAxisParam(axis, x!.shape).map((i) => x!.shape[i]!));
      return repeated(div(dy, count), x!, axis);
    },
  })),
});

function repeated(dy: Tensor, x: Tensor, axis: number | number[]): Tensor {
  const shape = x.shape.slice();
  for (const i of util.parseAxisParam(axis, x.shape)) shape[i] = 1;
  return mul(reshape(dy, shape), fill(x.shape, 1));
}

/** Gradients are registered for all backends: leaves the others what they had. */
function onWasm(stock: GradFunc | undefined, own: (...call: WasmCall) => ReturnType<GradFunc>): GradFunc {
  return (dy, saved, attrs) => {
    const other = stock !== undefined && getBackend() !== 'wasm';
    return other ? stock(dy, saved, attrs) : own(dy as Tensor, saved, attrs);
  };
}

type WasmCall = [dy: Tensor, saved: Tensor[], attrs: Parameters<GradFunc>[2]];
