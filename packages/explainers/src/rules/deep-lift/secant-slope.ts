import { type Operation, operationVjp } from '@csm/core/extend';
import {
  abs,
  add,
  div,
  isFinite as isFiniteNumber,
  mul,
  onesLike,
  step,
  sub,
  type Tensor,
  tidy,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { halves } from './halves.js';

/** The rounding error of the difference of two outputs in float32, as a share of their sizes: a few units in the last place. */
const ROUNDING = 2 ** -22;

/** The distance of the two points of the Gauss–Legendre rule on [0, 1] from its middle. */
const GAUSS = Math.sqrt(3) / 6;

/** Activations whose output is a copy of the input or a constant, so that the difference of two outputs is exact. */
const COPYING: readonly string[] = ['linear', 'relu', 'relu6', 'thresholdedRelu'];

/** Activations that compute in units of their input; others compute with numbers of size 1, such as exp(z) − 1, whatever their output. */
const HOMOGENEOUS: readonly string[] = ['leakyRelu', 'prelu'];

/**
 * The slope of an activation's secant, Δy / Δz, or its derivative at z if Δz is 0, elementwise for a batch of inputs and then their
 * baselines. Call inside `tf.tidy`.
 *
 * A division by a small Δz magnifies the rounding errors of y and y₀ without limit: an error of 6e-8 gives a wrong slope of order 1
 * if Δz is 1e-7, as zero-sum kernels give on flat inputs. The mean derivative between z₀ and z is the same number. The Gauss rule computes
 * it with an error of O(Δz⁴), which is below rounding for a small Δz unless there is a kink in between. So the derivative is
 * used where it explains Δy up to rounding, |Δy − m Δz| ≤ 2⁻²² (|y| + |y₀| + 1), and otherwise the quotient, whose rounding
 * error is then smaller than the error of m. The 1 is left out for functions without a scale, so that the result does not depend on
 * the units of z.
 */
export function secantSlope(operation: Operation, inputs: Tensor, outputs: Tensor): Tensor {
  const activation = operation.kind === 'activation' ? operation.activation : '';
  const [[z, z0], [y, y0]] = [halves(inputs), halves(outputs)];
  const dz = sub(z, z0);
  if (COPYING.includes(activation)) {
    return tidy(() => {
      const still = sub(1, step(abs(dz)));
      return div(add(sub(y, y0), mul(still, derivative(operation, z))), add(dz, still));
    });
  }
  const slopeAt = (share: number) => tidy(() => derivative(operation, add(z0, mul(dz, share))));
  const slope = tidy(() => {
    const mean = mul(0.5, add(slopeAt(0.5 - GAUSS), slopeAt(0.5 + GAUSS)));
    // Functions such as a square root have points without a derivative.
    return activation === '' ? where(isFiniteNumber(mean), mean, zerosLike(mean)) : mean;
  });
  const rest = tidy(() => sub(sub(y, y0), mul(slope, dz)));
  const hasScale = activation !== '' && !HOMOGENEOUS.includes(activation);
  const explained = tidy(() => {
    const sizes = add(abs(y), abs(y0));
    return sub(1, step(sub(abs(rest), mul(hasScale ? add(sizes, 1) : sizes, ROUNDING))));
  });
  // If the derivative explains Δy, the quotient is not used, and its denominator is 1, so that it is never 0: Δz may be −1.
  return tidy(() => {
    const unexplained = sub(1, explained);
    return add(slope, mul(unexplained, div(rest, add(mul(dz, unexplained), explained))));
  });
}

function derivative(operation: Operation, at: Tensor): Tensor {
  const [slope] = operationVjp(operation, { inputs: [at], output: at }, onesLike(at));
  return slope as Tensor;
}
