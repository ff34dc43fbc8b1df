import { size } from '@csm/base';
import type { Dataset, Group } from 'h5wasm';
import type { NdArray } from 'ndarray';
import type { ResultColumn } from '../results/result-columns.js';
import { isNdArray, type UnsValue } from './anndata-results.js';

// The names and versions of the encodings below are those of anndata.readthedocs.io, "On-disk format".

function encoded<T extends Group | Dataset>(node: T, type: string, version: string): T {
  node.create_attribute('encoding-type', type, [], 'S');
  node.create_attribute('encoding-version', version, [], 'S');
  return node;
}

/** Makes a group of this name, with the encoding of a mapping. */
export function writeMapping(parent: Group, name: string): Group {
  return encoded(parent.create_group(name), 'dict', '0.1.0');
}

/** Writes an array of numbers. */
export function writeNumbers(
  parent: Group,
  name: string,
  data: Float32Array | Float64Array | Int32Array | Uint8Array | Int8Array,
  shape: readonly number[] = [data.length],
): void {
  encoded(parent.create_dataset({ name, data, shape: [...shape] }), 'array', '0.2.0');
}

/** Writes a list of strings. */
export function writeStrings(parent: Group, name: string, strings: readonly string[]): void {
  // libhdf5 treats an empty list as no data.
  const data =
    strings.length > 0 ? { data: [...strings], shape: [strings.length] } : { data: [], shape: [0] };
  encoded(parent.create_dataset({ name, dtype: 'S', ...data }), 'string-array', '0.2.0');
}

/**
 * Writes a column of a table. Typed arrays keep their type; a list of whole numbers becomes int32, booleans become 1 and 0,
 * and missing strings become empty. (Categories need a boolean attribute, which h5wasm cannot write; scanpy converts strings
 * to categories itself when it plots.)
 */
export function writeColumn(parent: Group, name: string, column: ResultColumn): void {
  if (column instanceof Float32Array || column instanceof Float64Array || column instanceof Int32Array) {
    writeNumbers(parent, name, column);
    return;
  }
  const values = Array.from(column as ArrayLike<string | number | boolean | null>);
  if (values.some((value) => typeof value === 'string')) {
    writeStrings(
      parent,
      name,
      values.map((value) => String(value ?? '')),
    );
  } else if (values.length > 0 && values.every((value) => typeof value === 'boolean')) {
    writeNumbers(parent, name, Int8Array.from(values, Number));
  } else {
    const numbers = values.map((value) => (value === null ? Number.NaN : Number(value)));
    // Integers, such as clusters, are stored as integers, because scanpy plots floats as a continuum.
    const areWhole =
      numbers.length > 0 &&
      numbers.every((value) => value === Math.trunc(value) && Math.abs(value) < 2 ** 31);
    writeNumbers(parent, name, areWhole ? Int32Array.from(numbers) : Float64Array.from(numbers));
  }
}

/** Writes a table: its index and columns. */
export function writeFrame(
  parent: Group,
  name: string,
  index: readonly string[],
  columns: Readonly<Record<string, ResultColumn>>,
): void {
  const group = encoded(parent.create_group(name), 'dataframe', '0.2.0');
  group.create_attribute('_index', '_index', [], 'S');
  writeStrings(group, '_index', index);
  for (const [column, values] of Object.entries(columns)) writeColumn(group, column, values);
  writeColumnOrder(group, Object.keys(columns));
}

/** Writes the order of the columns of a table. */
export function writeColumnOrder(frame: Group, names: readonly string[]): void {
  if (frame.attrs['column-order']) frame.delete_attribute('column-order');
  // anndata writes an empty order like this, as libhdf5 cannot store an empty list of strings.
  if (names.length === 0) frame.create_attribute('column-order', new Float64Array(0), [0]);
  else frame.create_attribute('column-order', [...names], [names.length], 'S');
}

/** Writes a value of `uns`. */
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
    if (value.some((entry) => typeof entry === 'string')) writeStrings(parent, name, value.map(String));
    else writeNumbers(parent, name, Float64Array.from(value, Number));
  } else {
    const group = writeMapping(parent, name);
    for (const [key, inner] of Object.entries(value)) writeUns(group, key, inner);
  }
}

const isList = (value: UnsValue): value is readonly string[] | readonly number[] => Array.isArray(value);
/** Copies the values of an ndarray with any strides in row-major order, in the same type. */
export function denseCopy<T extends Float32Array | Float64Array | Uint8Array>(array: NdArray<T>): T {
  const copy = arrayOfType(array.data, size(array.shape));
  let to = 0;
  const walk = (axis: number, from: number): void => {
    const [length, stride] = [array.shape[axis], array.stride[axis]];
    if (length === undefined || stride === undefined) {
      copy[to++] = array.data[from] ?? 0;
      return;
    }
    for (let i = 0; i < length; i++) walk(axis + 1, from + i * stride);
  };
  walk(0, array.offset);
  return copy;
}

/** A new array of the same type. */
export function arrayOfType<T extends Float32Array | Float64Array | Uint8Array>(data: T, length: number): T {
  return new (data.constructor as new (length: number) => T)(length);
}
