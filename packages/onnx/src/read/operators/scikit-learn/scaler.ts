import type { Constant } from '../../../model/onnx-model.js';
import type { OperatorReader, Reading } from '../../reading.js';
import type { Value } from '../../value.js';
import { sumWith } from '../arithmetic/add.js';
import { productWith } from '../arithmetic/scaled.js';

/** Scaler: (x − offset) · scale with one number each, or one for each feature. scikit-learn's `StandardScaler`. */
export const scaler: OperatorReader = (at) => {
  // Whole numbers become float32.
  const value: Value = { ...at.value(0), type: 'float32' };
  const offset = perFeature(at, value, 'offset', (number) => -number);
  const scale = perFeature(at, value, 'scale');
  const shifted = offset ? sumWith(at, value, offset, false, scale && 'offset') : value;
  return scale ? productWith(at, shifted, scale) : shifted;
};

function perFeature(
  at: Reading,
  { shape }: Value,
  attribute: string,
  by = (number: number) => number,
): Constant | undefined {
  const numbers = at.numbers(attribute);
  if (numbers === undefined) return undefined;
  const features = shape.at(-1) ?? 1;
  // The standard knows only [samples, features] and [features]; runtimes disagree on other shapes.
  if (numbers.length !== 1 && (shape.length > 2 || numbers.length !== features)) {
    throw at.refuse(
      `expected ${attribute} to be one number, or one for each feature of [samples, features]; got ${numbers.length} for [${shape}].`,
    );
  }
  return { type: 'float32', shape: [numbers.length], data: Float64Array.from(numbers, by) };
}
