import { size } from '@csm/base';
import type { GroupNormalization } from '@csm/core/extend';
import type { Emitter } from '../emitter.js';
import { add, div, mul, scalar, sub, unary, uniform } from '../kernels/elementwise.js';
import { reduced } from '../kernels/reductions.js';
import { groupLines, standardisedGroups } from '../operations/normalization/group-normalization.js';
import { channelsFirst } from '../operations/windows/channels-first.js';
import { reinterpreted } from '../reinterpreted.js';
import type { Value } from '../value.js';
import type { WriteDerivative } from './write-derivative.js';

/**
 * The cotangent of x for the cotangent c of γ x̂ + β, with x̂ = (x − μ) / √(σ² + ε): (γ c − mean(γ c) − x̂ mean(γ c x̂)) / √(σ² + ε). x̂ is
 * read from the forward pass. Sums over a group are taken per channel first, so that γ multiplies one value per channel, not the whole tensor.
 */
export const groupNormalization: WriteDerivative<GroupNormalization> = (
  emitter,
  operation,
  { inputs: [x], valueFor },
  cotangent,
) => {
  const { groups, gamma, separateAxes = 0 } = operation;
  if (x === undefined || separateAxes > 0) return undefined;
  const [samples = 1, channels = 1] = [x.shape[0], x.shape.at(-1)];
  const byChannel = [samples, channels, size(x.shape.slice(1)) / channels];
  const byGroup = [samples, groups, channels / groups];
  const arriving = groupLines(emitter, channels, cotangent);
  const standard = standardisedGroups(emitter, operation, x);
  const weights = gamma && emitter.reshaped(valueFor(gamma), [1, groups, channels / groups]);
  const weighted = (each: Value) => (weights ? mul(emitter, each, weights) : each);
  /** The mean over each group of γ times a tensor. */
  const groupMean = (tensor: Value) => {
    const means = emitter.reshaped(mean(emitter, tensor), byGroup);
    return mean(emitter, weighted(means));
  };
  const inverse = inverseDeviation(emitter, operation, x);
  const along = mul(emitter, arriving, emitter.reshaped(standard, byChannel));
  const stretch = mul(emitter, standard, mul(emitter, groupMean(along), inverse));
  const removed = add(emitter, stretch, mul(emitter, groupMean(arriving), inverse));
  const scale = weights ?? uniform(emitter, 1, [1, groups, channels / groups]);
  const factor = emitter.reshaped(mul(emitter, scale, inverse), [samples, channels, 1]);
  const leaving = sub(emitter, mul(emitter, arriving, factor), emitter.reshaped(removed, byChannel));
  return [reinterpreted(emitter, leaving, { shape: x.shape, order: channelsFirst(x.shape.length) })];
};

/** The mean over the last axis, which is kept with length 1. */
const mean = (emitter: Emitter, x: Value): Value =>
  reduced(emitter, 'ReduceMean', x, [x.shape.length - 1], true);

/** 1 / √(σ² + ε) of each group: `[samples, groups, 1]`. */
function inverseDeviation(emitter: Emitter, { groups, epsilon }: GroupNormalization, x: Value): Value {
  const lines = groupLines(emitter, groups, x);
  const centred = sub(emitter, lines, mean(emitter, lines));
  const variance = mean(emitter, mul(emitter, centred, centred));
  return div(
    emitter,
    scalar(emitter, 1),
    unary(emitter, 'Sqrt', add(emitter, variance, scalar(emitter, epsilon))),
  );
}
