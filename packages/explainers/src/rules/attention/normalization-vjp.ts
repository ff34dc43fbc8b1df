import { invalidArgument } from '@csm/base';
import { type BackwardStep, type GroupNormalization, type Operation, operationVjp } from '@csm/core/extend';
import {
  abs,
  add,
  div,
  maximum,
  mean,
  mul,
  onesLike,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { sole } from '../sole.js';

/**
 * The vector–Jacobian product of a normalisation y = γ (x − μ) / d + β whose divisor d counts as a constant. At x = 0 with ε = 1, d is 1 and has no
 * derivative, so that the ordinary product is that of γ (x − μ).
 */
export function normalizationVjp(rule: string, at: BackwardStep, cotangent: Tensor): Tensor {
  const { operation } = at.node;
  const x = sole(rule, at, at.inputs);
  const record = { inputs: [zerosLike(x)], output: at.output };
  const [numerator] = operationVjp({ ...operation, epsilon: 1 } as Operation, record, cotangent);
  return div(numerator as Tensor, divisorOf(rule, operation, x));
}

function divisorOf(rule: string, operation: Operation, x: Tensor): Tensor {
  switch (operation.kind) {
    case 'layerNormalization':
      return deviation(x, operation.axes, operation.epsilon);
    case 'groupNormalization':
      return groupDeviation(x, operation);
    case 'rmsNormalization':
      return sqrt(add(mean(square(x), [...operation.axes], true), operation.epsilon));
    case 'lpNormalization': {
      const { p, axes, epsilon = 0 } = operation;
      const norm = p === 2 ? sqrt(sum(square(x), [...axes], true)) : sum(abs(x), [...axes], true);
      // An input of zeros has no direction.
      return maximum(norm, Math.max(epsilon, 1e-30));
    }
    default:
      throw invalidArgument(
        `${rule}: the rule applies to layer, group, root mean square and Lp normalisation; got ${operation.kind}.`,
      );
  }
}

/** √(σ² + ε) over some axes. The second pass takes away the rounding of the first mean. */
function deviation(x: Tensor, axes: readonly number[], epsilon: number): Tensor {
  const withoutMean = (values: Tensor) => sub(values, mean(values, [...axes], true));
  return sqrt(add(mean(square(withoutMean(withoutMean(x))), [...axes], true), epsilon));
}

function groupDeviation(x: Tensor, { groups, epsilon, separateAxes = 0 }: GroupNormalization): Tensor {
  const entries = x.shape.slice(0, 1 + separateAxes).reduce((product, length) => product * length, 1);
  const inGroups = reshape(x, [entries, -1, groups, (x.shape.at(-1) ?? 1) / groups]);
  return reshape(mul(onesLike(inGroups), deviation(inGroups, [1, 3], epsilon)), x.shape);
}
