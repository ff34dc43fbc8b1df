import type { NdArray } from 'ndarray';
import { size } from './size.js';

/** A typed array, as far as {@link rowMajor} uses it. */
interface Values<Item, Self> {
  [index: number]: Item;
  subarray(begin: number, end: number): Self;
}

/**
 * The items of an ndarray in row-major order, as a typed array: a view if the data already have this type and order, otherwise
 * a copy.
 */
export function rowMajor<Item, Typed extends Values<Item, Typed>>(
  array: Pick<NdArray, 'shape' | 'stride' | 'offset'> & { data: unknown; get(...index: number[]): unknown },
  Type: new (length: number) => Typed,
): Typed {
  const { shape, stride, offset, data } = array;
  const count = size(shape);
  if (data instanceof Type && isRowMajor(shape, stride)) return data.subarray(offset, offset + count);
  const values = new Type(count);
  const index = shape.map(() => 0);
  for (let i = 0; i < count; i++) {
    values[i] = array.get(...index) as Item;
    advance(index, shape);
  }
  return values;
}

/**
 * Whether the numbers are in row-major order in memory without gaps. The stride of an axis of length 1 is never
 * used.
 */
function isRowMajor(shape: readonly number[], stride: readonly number[]): boolean {
  return shape.every((length, axis) => length === 1 || stride[axis] === size(shape.slice(axis + 1)));
}

/** The next index in row-major order. */
function advance(index: number[], shape: readonly number[]): void {
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const next = (index[axis] ?? 0) + 1;
    index[axis] = next === shape[axis] ? 0 : next;
    if (index[axis] !== 0) return;
  }
}
