import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type CreateKernel, floats, type KernelCall, runKernel, withTemporaries } from './kernel.js';

/**
 * Batch normalisation with one statistic per channel, (x − mean) · scale / √(variance + ε) + offset, computed as
 * x · factor + shift in XNNPACK. The stock kernel computes an index and a square root for each value. The two forms
 * differ by about the rounding error of x. (XNNPACK's depthwise convolution would do both steps at once, but turns
 * NaN into −∞.)
 */
export const fusedBatchNorm: CreateKernel = (stock) => ({
  run(call) {
    return isPerChannel(call) ? normalised(call) : stock(call);
  },
});

function isPerChannel({ inputs }: KernelCall): boolean {
  const x = inputs.x as TensorInfo;
  const channels = x.shape.at(-1);
  const { mean, variance, offset, scale } = inputs as Record<string, TensorInfo | null | undefined>;
  const vectors = [mean, variance, offset, scale].filter((input) => input != null);
  const fit = vectors.every(
    ({ shape, dtype }) => util.sizeFromShape(shape) === channels && dtype === 'float32',
  );
  return fit && x.dtype === 'float32' && util.sizeFromShape(x.shape) > 0;
}

interface Statistics {
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
  readonly scale?: TensorInfo | null;
  readonly offset?: TensorInfo | null;
}

function normalised({ inputs, attrs, backend }: KernelCall): TensorInfo {
  const x = inputs.x as TensorInfo;
  const channels = util.sizeFromShape(x.shape.slice(-1));
  return withTemporaries(backend, (temporary) => {
    const factor = temporary(backend.makeOutput([channels], 'float32'));
    const shift = temporary(backend.makeOutput([channels], 'float32'));
    const { mean, variance, scale, offset } = inputs as unknown as Statistics;
    const [means, variances] = [floats(backend, mean), floats(backend, variance)];
    const scales = scale == null ? undefined : floats(backend, scale);
    const offsets = offset == null ? undefined : floats(backend, offset);
    const [factors, shifts] = [floats(backend, factor), floats(backend, shift)];
    const epsilon = attrs.varianceEpsilon as number;
    for (const [c, channelVariance] of variances.entries()) {
      // The value is in float32, as it is stored.
      const channelFactor = Math.fround((scales?.[c] ?? 1) / Math.sqrt(channelVariance + epsilon));
      factors[c] = channelFactor;
      shifts[c] = (offsets?.[c] ?? 0) - means[c]! * channelFactor;
    }
    const scaled = temporary(runKernel(backend, 'Multiply', { a: x, b: factor }));
    return runKernel(backend, 'Add', { a: scaled, b: shift });
  });
}
