import type { NdArray } from 'ndarray';
import { invalidArgument } from '../errors.js';
import { isNdarray, typeName } from './type-name.js';

/** @throws unless the value is an array; a single item is rejected. */
export function checkList(caller: string, name: string, value: readonly unknown[]): void {
  if (Array.isArray(value)) return;
  throw invalidArgument(`${caller}: ${name} must be an array; got ${typeName(value)}.`);
}

/**
 * @param expected the length of each axis; a string stands for any length, such as `'n'`.
 * @throws unless the shape is as expected.
 */
export function checkShape(
  caller: string,
  name: string,
  shape: readonly number[],
  expected: readonly (number | string)[],
): void {
  const fits = (axes: readonly (number | string)[]) =>
    shape.length === axes.length &&
    axes.every((length, axis) => typeof length === 'string' || length === shape[axis]);
  if (fits(expected)) return;
  const withoutBatch = typeof expected[0] === 'string' && fits(expected.slice(1));
  const hint = withoutBatch ? `; add a batch axis: [1, ${shape.join(', ')}]` : '';
  throw invalidArgument(
    `${caller}: ${name} must have shape [${expected.join(', ')}]; got [${shape.join(', ')}]${hint}.`,
  );
}

/**
 * @param caller names of the function and the argument, with which the error begins: `explain, inputs`.
 * @throws unless the value is an ndarray whose view is inside its data.
 * @category Check arguments
 */
export function checkNdarray(caller: string, value: NdArray): void {
  if (!isNdarray(value)) throw invalidArgument(`${caller}: expected an ndarray; got ${typeName(value)}.`);
  const { shape, stride, offset, data, size } = value;
  if (size === 0) return;
  const reach = shape.map((length, axis) => (length - 1) * (stride[axis] ?? 0));
  const first = offset + reach.reduce((sum, r) => sum + Math.min(r, 0), 0);
  const last = offset + reach.reduce((sum, r) => sum + Math.max(r, 0), 0);
  if (first >= 0 && last < data.length && shape.every((length) => length >= 0)) return;
  throw invalidArgument(
    `${caller}: the ndarray of shape [${shape}] reaches outside its ${data.length} numbers (from ${first} to ${last}); ` +
      'do not cut it with hi() or lo() beyond its end.',
  );
}
