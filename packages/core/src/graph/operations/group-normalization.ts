import { add, mul, reshape, type Tensor } from '@tensorflow/tfjs-core';
import type { OperationKind } from '../operation-kind.js';
import type { Weight } from '../weight.js';
import { standardised, standardisedVjp } from './standardised.js';

/**
 * Group normalisation of `[samples, ...places, channels]`: y = γ (x − μ) / √(σ² + ε) + β, with the mean and variance of each sample
 * over all places and the channels of a group. With as many groups as channels it is instance normalisation. Source: Wu & He 2018
 * (arXiv 1803.08494).
 *
 * Not linear: μ and σ depend on x, and the vector–Jacobian product includes their derivatives.
 */
export interface GroupNormalization {
  readonly kind: 'groupNormalization';
  /** The number of groups, each of equally many consecutive channels. */
  readonly groups: number;
  readonly epsilon: number;
  /** One number per channel. */
  readonly gamma?: Weight;
  /** One number per channel. */
  readonly beta?: Weight;
  /** The number of axes after the samples that are not places: each of their entries is normalised separately, such as a frame. Default 0. */
  readonly separateAxes?: number;
}

/** Places and the channels within a group, in the tensor that {@link inGroups} returns. */
const AXES = [1, 3];

export const groupNormalization: OperationKind<GroupNormalization> = {
  fromLayer: () => undefined,
  forward: (operation, [x]) => {
    const { epsilon, gamma, beta } = operation;
    const { standard } = standardised(inGroups(operation, x), AXES, epsilon);
    const normalised = reshape(standard, x.shape);
    const scaled = gamma ? mul(normalised, gamma) : normalised;
    return beta ? add(scaled, beta) : scaled;
  },
  reads: 'inputs',
  vjp: (operation, { inputs: [x] }, cotangent) => {
    const { epsilon, gamma } = operation;
    const g = inGroups(operation, gamma ? mul(cotangent, gamma) : cotangent);
    const leaving = standardisedVjp(standardised(inGroups(operation, x), AXES, epsilon), AXES, g);
    return [reshape(leaving, x.shape)];
  },
};

/** `[entries, places, groups, channels of a group]` */
function inGroups({ groups, separateAxes = 0 }: GroupNormalization, x: Tensor): Tensor {
  const entries = x.shape.slice(0, 1 + separateAxes).reduce((product, length) => product * length, 1);
  const channels = x.shape.at(-1) ?? 1;
  return reshape(x, [entries, -1, groups, channels / groups]);
}
