import { customGrad, mul, type Scalar, scalar, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { digammaRise, logGamma, logGammaRise } from './log-gamma.js';

/**
 * Σ lnΓ(x + 1) over counts. It does not depend on the model, so it has no gradient.
 *
 * @param counts `[n, genes]`.
 */
export function logFactorials(counts: Tensor): Scalar {
  let sum = 0;
  for (const count of counts.dataSync()) if (count > 1) sum += logGamma(count + 1);
  return scalar(sum);
}

/**
 * Σ [lnΓ(x + θ) − lnΓ(θ) − x ln(1 + θ)] over counts: the part of the negative binomial that depends neither on its mean nor on the
 * latents, less x ln(1 + θ), which keeps it small for a large θ. Its derivative by ln θ is θ Σ [ψ(x + θ) − ψ(θ) − x / (1 + θ)].
 *
 * The terms are 0 for x = 0, so only the other counts cost anything. They are summed on the host in float64, because float32 has no
 * digits left for a large θ.
 *
 * @param counts `[n, genes]`.
 * @param logTheta ln θ of each gene, `[genes]`, or of each count, `[n, genes]`.
 */
export function dispersionTerms(counts: Tensor, logTheta: Tensor): Scalar {
  const sum = customGrad((...inputs) => {
    const [logs] = inputs as [Tensor];
    const { value, gradient } = sumOfTerms(counts.dataSync(), logs.dataSync());
    return {
      value: scalar(value),
      gradFunc: (dy: Tensor) => [mul(dy, tensor(gradient, logs.shape))],
    };
  });
  return sum(logTheta) as Scalar;
}

function sumOfTerms(counts: ArrayLike<number>, logTheta: ArrayLike<number>) {
  const theta = Float64Array.from(logTheta, Math.exp);
  const slope = new Float64Array(theta.length);
  let value = 0;
  for (let at = 0, i = 0; at < counts.length; at++, i = i + 1 < theta.length ? i + 1 : 0) {
    const x = counts[at] as number;
    if (x === 0) continue;
    const t = theta[i] as number;
    value += logGammaRise(t, x);
    slope[i] = (slope[i] as number) + digammaRise(t, x);
  }
  return { value, gradient: Float32Array.from(slope, (each, i) => each * (theta[i] as number)) };
}
