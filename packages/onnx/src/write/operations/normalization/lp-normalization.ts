import type { LpNormalization } from '@csm/core/extend';
import { writtenAxis } from '../../value.js';
import { ofOneInput } from '../of-one-input.js';

/** Written as LpNormalization, which has one axis and no lower bound for the divisor. */
export const lpNormalization = ofOneInput<LpNormalization>((emitter, { p, axes, epsilon = 0 }, x) => {
  const [axis] = axes;
  if (axis === undefined || axes.length > 1 || epsilon > 0) return undefined;
  const output = { type: x.type, shape: x.shape, order: x.order };
  return emitter.add('LpNormalization', [x], output, { p, axis: writtenAxis(x, axis) });
});
