import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type CreateKernel, floats, type KernelCall, runKernel, withTemporaries } from './kernel.js';

/**
 * Batch normalisation with a value a channel, (x − mean) · scale / √(variance + ε) + offset, as x · factor + shift in
 * XNNPACK. The stock kernel computes an index and a square root for each value. The difference between the two forms
 * is of the order of x's own rounding error. (XNNPACK's depthwise convolution would do both at once, but turns NaN into
 * −∞.)
 */
export const fusedBatchNorm: CreateKernel = (stock) => ({
  run(call) {
    return hasValueAChannel(call) ? normalised(call) : stock(call);
  },
});

function hasValueAChannel({ inputs }: KernelCall): boolean {
  const x = inputs.x as TensorInfo;
  const channels = x.shape.at(-1);
  const { mean, variance, offset, scale } = inputs as Record<string, TensorInfo | null | undefined>;
  const vectors = [mean, variance, offset, scale].filter((input) => input != null);
  const fit = vectors.every(
    ({ shape, dtype }) => util.sizeFromShape(shape) === channels && dtype === 'float32',
  );
  return fit && x.dtype === 'float32' && util.sizeFromShape(x.shape) > 0;
}

function normalised({ inputs, attrs, backend }: KernelCall): TensorInfo {
  const x = inputs.x as TensorInfo;
  const channels = x.shape.at(-1)!;
  return withTemporaries(backend, (temporary) => {
    const factor = temporary(backend.makeOutput([channels], 'float32'));
    const shift = temporary(backend.makeOutput([channels], 'float32'));
    const valuesOf = (name: string): Float32Array | undefined =>
      inputs[name] == null ? undefined : floats(backend, inputs[name] as TensorInfo);
    const [mean, variance] = [valuesOf('mean')!, valuesOf('variance')!];
    const [scale, offset] = [valuesOf('scale'), valuesOf('offset')];
    const [factors, shifts] = [floats(backend, factor), floats(backend, shift)];
    for (let c = 0; c < channels; c++) {
      factors[c] = (scale?.[c] ?? 1) / Math.sqrt(variance[c]! + (attrs.varianceEpsilon as number));
      shifts[c] = (offset?.[c] ?? 0) - mean[c]! * factors[c]!;
    }
    const scaled = temporary(runKernel(backend, 'Multiply', { a: x, b: factor }));
    return runKernel(backend, 'Add', { a: scaled, b: shift });
  });
}
