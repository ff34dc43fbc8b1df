import { broadcastNumbers, broadcastShape } from '../arrays/broadcast.js';
import { computed } from '../arrays/numbers-of-type.js';
import type { Folds } from '../folding.js';

/** Operators that choose between numbers. */
export const choice: Folds = {
  Where(at) {
    const constants = [at.input(0), at.input(1), at.input(2)];
    const shape = broadcastShape(
      at,
      constants.map((each) => each.shape),
    );
    const [condition, a, b] = constants.map((each) => broadcastNumbers(at, each, shape));
    return computed(at, at.input(1).type, shape, (i) => (condition?.(i) !== 0 ? a?.(i) : b?.(i)) ?? 0);
  },
  Clip(at) {
    const { type, shape, data } = at.input(0);
    // Without the attribute or input, the range is that of the type.
    const minimum = at.numbersOf(1)?.[0] ?? at.number('min', Number.NEGATIVE_INFINITY);
    const maximum = at.numbersOf(2)?.[0] ?? at.number('max', Number.POSITIVE_INFINITY);
    return computed(at, type, shape, (i) => Math.min(maximum, Math.max(minimum, data[i] ?? 0)));
  },
};
