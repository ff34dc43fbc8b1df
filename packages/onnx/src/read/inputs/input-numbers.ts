import { invalidArgument } from '@csm/base';
import type { ElementType } from '../../model/onnx-model.js';

/** Float32 holds whole numbers up to here; the next one may be a larger number that was rounded. */
const EXACT = 2 ** 24 - 1;

/** The limits of the types of whole numbers that have narrower ones, and of truth values. */
const LIMITS: Partial<Record<ElementType, readonly [number, number]>> = {
  bool: [0, 1],
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  uint32: [0, EXACT],
  uint64: [0, EXACT],
};

/**
 * Checks that the numbers of an input that holds whole numbers or truth values are such numbers: a lookup would round an index of 1.5.
 * @param what the beginning of the message, with the input's name.
 * @throws if one is not whole, not of the type, or too large for float32.
 */
export function checkWholeNumbers(what: string, type: ElementType, numbers: ArrayLike<number>): void {
  if (type.includes('float')) return;
  const [lowest, highest] = LIMITS[type] ?? [-EXACT, EXACT];
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i] ?? 0;
    if (Number.isInteger(value) && value >= lowest && value <= highest) continue;
    throw invalidArgument(
      `${what} (${type}) must have whole numbers from ${lowest} to ${highest}; got ${value}.`,
    );
  }
}
