import { size } from '@csm/base';
import type { GroupNormalization } from '@csm/core/extend';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Emitter } from '../../emitter.js';
import { add, mul, uniform } from '../../kernels/elementwise.js';
import { reinterpreted } from '../../reinterpreted.js';
import type { Value } from '../../value.js';
import { ofOneInput } from '../of-one-input.js';
import { channelsFirst } from '../windows/channels-first.js';
import { weightOr } from './weight-or.js';

/** Written as exporters do: Reshape, InstanceNormalization, Reshape, Mul, Add; only InstanceNormalization if each channel is a group. */
export const groupNormalization = ofOneInput<GroupNormalization>((emitter, operation, x, context) => {
  const { valueFor } = context;
  const { groups, epsilon, gamma, beta, separateAxes = 0 } = operation;
  const rank = x.shape.length;
  if (separateAxes > 0) return undefined;
  const order = channelsFirst(rank);
  const channels = x.shape.at(-1) ?? 1;
  if (groups === channels && rank > 2) {
    const each = (weight: Tensor | undefined, number: number) =>
      weightOr(emitter, context, weight, number, [channels]);
    const inputs = [emitter.ordered(x, order), each(gamma, 1), each(beta, 0)];
    return emitter.add(
      'InstanceNormalization',
      inputs,
      { type: x.type, shape: x.shape, order },
      { epsilon: { float: epsilon } },
    );
  }
  const standard = standardisedGroups(emitter, operation, x);
  const whole = reinterpreted(emitter, standard, { shape: x.shape, order });
  const scaled = gamma ? mul(emitter, whole, valueFor(gamma)) : whole;
  return beta ? add(emitter, scaled, valueFor(beta)) : scaled;
});

/** The groups of each sample, channels first, with mean 0 and variance 1: `[samples, groups, elements of a group]`. */
export function standardisedGroups(
  emitter: Emitter,
  { groups, epsilon }: GroupNormalization,
  x: Value,
): Value {
  const lines = groupLines(emitter, groups, x);
  return emitter.add(
    'InstanceNormalization',
    [lines, uniform(emitter, 1, [groups]), uniform(emitter, 0, [groups])],
    { type: x.type, shape: lines.shape },
    { epsilon: { float: epsilon } },
  );
}

/** The groups of each sample, channels first: `[samples, groups, elements of a group]`. */
export function groupLines(emitter: Emitter, groups: number, x: Value): Value {
  const shape = [x.shape[0] ?? 1, groups, size(x.shape.slice(1)) / groups];
  const image = emitter.ordered(x, channelsFirst(x.shape.length));
  return reinterpreted(emitter, image, { shape });
}
