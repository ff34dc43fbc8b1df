import type { Dataset, Group } from 'h5wasm';
import type { NdArray } from 'ndarray';
import type { ResultColumn } from '../../tables/result-tables.js';

/** What `uns` can hold: numbers, texts, lists of either, arrays, and records of all that. */
export type UnsValue =
  | string
  | number
  | readonly string[]
  | readonly number[]
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint8Array
  | NdArray<Float32Array | Float64Array | Uint8Array>
  | { readonly [name: string]: UnsValue };

// The encodings are those of anndata.readthedocs.io, "On-disk format": their names and versions below.

function encoded<T extends Group | Dataset>(node: T, type: string, version: string): T {
  node.create_attribute('encoding-type', type, [], 'S');
  node.create_attribute('encoding-version', version, [], 'S');
  return node;
}

/** The group of that name, made where there is none: a mapping. */
export function writeMapping(parent: Group, name: string): Group {
  return encoded(parent.create_group(name), 'dict', '0.1.0');
}

export function writeNumbers(
  parent: Group,
  name: string,
  data: Float32Array | Float64Array | Int32Array | Uint8Array | Int8Array,
  shape: readonly number[] = [data.length],
): void {
  encoded(parent.create_dataset({ name, data, shape: [...shape] }), 'array', '0.2.0');
}

export function writeTexts(parent: Group, name: string, texts: readonly string[]): void {
  // libhdf5 takes an empty list for none.
  const data = texts.length > 0 ? { data: [...texts], shape: [texts.length] } : { data: [], shape: [0] };
  encoded(parent.create_dataset({ name, dtype: 'S', ...data }), 'string-array', '0.2.0');
}

/**
 * A column of a table: numbers as they are (whole ones of a list as int32), yes and no as 1 and 0, texts as texts, missing ones empty. (Categories need a
 * boolean attribute, which h5wasm cannot write; scanpy makes categories of texts itself when it plots.)
 */
export function writeColumn(parent: Group, name: string, column: ResultColumn): void {
  if (column instanceof Float32Array || column instanceof Float64Array || column instanceof Int32Array) {
    writeNumbers(parent, name, column);
    return;
  }
  const values = Array.from(column as ArrayLike<string | number | boolean | null>);
  if (values.some((value) => typeof value === 'string')) {
    writeTexts(
      parent,
      name,
      values.map((value) => String(value ?? '')),
    );
  } else if (values.length > 0 && values.every((value) => typeof value === 'boolean')) {
    writeNumbers(parent, name, Int8Array.from(values, Number));
  } else {
    const numbers = values.map((value) => (value === null ? Number.NaN : Number(value)));
    // Whole numbers, such as clusters, as such: scanpy draws others as a continuum.
    const whole =
      numbers.length > 0 &&
      numbers.every((value) => value === Math.trunc(value) && Math.abs(value) < 2 ** 31);
    writeNumbers(parent, name, whole ? Int32Array.from(numbers) : Float64Array.from(numbers));
  }
}

/** A table: its index and columns. */
export function writeFrame(
  parent: Group,
  name: string,
  index: readonly string[],
  columns: Readonly<Record<string, ResultColumn>>,
): void {
  const group = encoded(parent.create_group(name), 'dataframe', '0.2.0');
  group.create_attribute('_index', '_index', [], 'S');
  writeTexts(group, '_index', index);
  for (const [column, values] of Object.entries(columns)) writeColumn(group, column, values);
  writeColumnOrder(group, Object.keys(columns));
}

export function writeColumnOrder(frame: Group, names: readonly string[]): void {
  if (frame.attrs['column-order']) frame.delete_attribute('column-order');
  // As anndata writes no columns: libhdf5 has no empty list of texts.
  if (names.length === 0) frame.create_attribute('column-order', new Float64Array(0), [0]);
  else frame.create_attribute('column-order', [...names], [names.length], 'S');
}

/** Anything that {@link UnsValue} allows. */
export function writeUns(parent: Group, name: string, value: UnsValue): void {
  if (typeof value === 'string') {
    encoded(parent.create_dataset({ name, data: value, shape: [], dtype: 'S' }), 'string', '0.2.0');
  } else if (typeof value === 'number') {
    const data = Float64Array.of(value);
    encoded(parent.create_dataset({ name, data, shape: [] }), 'numeric-scalar', '0.2.0');
  } else if (isNdArray(value)) {
    writeNumbers(parent, name, denseCopy(value), value.shape);
  } else if (ArrayBuffer.isView(value)) {
    writeNumbers(parent, name, value);
  } else if (isList(value)) {
    if (value.some((entry) => typeof entry === 'string')) writeTexts(parent, name, value.map(String));
    else writeNumbers(parent, name, Float64Array.from(value, Number));
  } else {
    const group = writeMapping(parent, name);
    for (const [key, inner] of Object.entries(value)) writeUns(group, key, inner);
  }
}

const isList = (value: UnsValue): value is readonly string[] | readonly number[] => Array.isArray(value);
export const isNdArray = (value: UnsValue): value is NdArray<Float32Array | Float64Array | Uint8Array> =>
  typeof value === 'object' && 'stride' in value && 'shape' in value && 'data' in value;

/** The values of an ndarray in the order of its indices, whatever its strides, in the same type. */
export function denseCopy<T extends Float32Array | Float64Array | Uint8Array>(array: NdArray<T>): T {
  const size = array.shape.reduce((product, length) => product * length, 1);
  const copy = emptyLike(array.data, size);
  let to = 0;
  const walk = (axis: number, from: number): void => {
    if (axis === array.shape.length) {
      copy[to++] = array.data[from]!;
      return;
    }
    for (let i = 0; i < array.shape[axis]!; i++) walk(axis + 1, from + i * array.stride[axis]!);
  };
  walk(0, array.offset);
  return copy;
}

/** A new array of the same type. */
export function emptyLike<T extends Float32Array | Float64Array | Uint8Array>(data: T, size: number): T {
  return new (data.constructor as new (length: number) => T)(size);
}
