import type { Constant, ElementType } from '../../../model/onnx-model.js';
import { knownType, typeWithNumber } from '../../../model/tensor/element-type.js';
import { computed, isFloat, isUnsigned } from '../arrays/numbers-of-type.js';
import type { Folding, Folds } from '../folding.js';

/**
 * Numbers of another type. Floats lose their fraction where the type has whole numbers, and those outside its range become the nearest
 * number in it (the standard leaves that open); whole numbers wrap around.
 */
export function cast(at: Folding, { type: from, shape, data }: Constant, to: ElementType): Constant {
  if (from === to) return { type: to, shape, data };
  if (!isFloat(from) || isFloat(to) || to === 'bool') {
    return computed(at, to, shape, (i) => data[i] ?? 0);
  }
  const [smallest, largest] = rangeOf(to);
  return computed(at, to, shape, (i) => {
    const x = Math.trunc(data[i] ?? 0);
    return Number.isNaN(x) ? 0 : Math.min(largest, Math.max(smallest, x));
  });
}

/** The smallest and largest number of a type of whole numbers; of 64 bits, the nearest in float64 that is in the range. */
export function rangeOf(type: ElementType): [smallest: number, largest: number] {
  const bits = Number(type.replace(/\D/g, '') || 1);
  const below = isUnsigned(type) || type === 'bool' ? 0 : 2 ** (bits - 1);
  const count = isUnsigned(type) || type === 'bool' ? 2 ** bits : 2 ** (bits - 1);
  return [-below, bits === 64 ? count - count * 2 ** -53 : count - 1];
}

/** The element type that an attribute states; undefined if it states none. @throws if the type is not supported. */
export function typeOf(at: Folding, attribute: string): ElementType | undefined {
  const number = at.number(attribute, 0);
  if (number === 0) return undefined;
  const known = knownType(number);
  if (known === undefined) throw at.refuse(`tensors of ${typeWithNumber(number)} are not supported.`);
  return known.type;
}

/** Operators that change the type of numbers. */
export const casts: Folds = {
  Cast(at) {
    const to = typeOf(at, 'to');
    return to && cast(at, at.input(0), to);
  },
  CastLike: (at) => cast(at, at.input(0), at.input(1).type),
};
