import { size } from '@csm/base';
import type { Hdf5Data, Hdf5Write } from '@csm/base/hdf5';
import type { NdArray } from 'ndarray';
import { isFields, isNdArray, type UnsField, type UnsValue } from '../anndata-results.js';

// The names and versions of the encodings below are those of anndata.readthedocs.io, "On-disk format".

/** A group that is to be written, and the steps that write it and everything in it. */
export interface GroupPlan {
  readonly path: string;
  readonly steps: Hdf5Write[];
}

/** A plan for a file: its root, and no step yet. */
export const filePlan = (): GroupPlan => ({ path: '', steps: [] });

/** A group in another one. */
export const groupIn = ({ path, steps }: GroupPlan, name: string): GroupPlan => ({
  path: `${path}/${name}`,
  steps,
});

/** Makes a group. */
export function writeGroup(parent: GroupPlan, name: string, type: string, version: string): GroupPlan {
  const group = groupIn(parent, name);
  group.steps.push({ write: 'group', path: group.path });
  writeEncoding(group, type, version);
  return group;
}

/** Writes the encoding of a group or dataset. */
export function writeEncoding(node: GroupPlan, type: string, version: string): void {
  writeAttribute(node, 'encoding-type', type);
  writeAttribute(node, 'encoding-version', version);
}

/** Writes a text, a boolean or a list as an attribute. */
export function writeAttribute(
  { path, steps }: GroupPlan,
  name: string,
  data: string | boolean | readonly string[] | Int32Array | Float64Array,
): void {
  const isSingle = typeof data === 'string' || typeof data === 'boolean';
  steps.push({
    write: 'attribute',
    path: path || '/',
    name,
    data: typeof data === 'boolean' ? { booleans: [data] } : data,
    shape: isSingle ? [] : [data.length],
  });
}

/** Makes a group with the encoding of a mapping. */
export function writeMapping(parent: GroupPlan, name: string): GroupPlan {
  return writeGroup(parent, name, 'dict', '0.1.0');
}

function writeDataset(
  parent: GroupPlan,
  name: string,
  {
    data,
    shape,
    type,
  }: {
    readonly data: Hdf5Data;
    readonly shape: readonly number[];
    readonly type: string;
  },
): void {
  const dataset = groupIn(parent, name);
  dataset.steps.push({ write: 'dataset', path: dataset.path, data, shape });
  writeEncoding(dataset, type, '0.2.0');
}

/** Writes an array of numbers. */
export function writeNumbers(
  parent: GroupPlan,
  name: string,
  data: Float32Array | Float64Array | Int32Array | Int16Array | Int8Array | Uint8Array,
  shape: readonly number[] = [data.length],
): void {
  writeDataset(parent, name, { data, shape, type: 'array' });
}

/** Writes a list of strings. */
export function writeStrings(parent: GroupPlan, name: string, strings: readonly string[]): void {
  writeDataset(parent, name, { data: strings, shape: [strings.length], type: 'string-array' });
}

/** Writes a list of booleans. */
export function writeBooleans(parent: GroupPlan, name: string, booleans: readonly boolean[]): void {
  writeDataset(parent, name, { data: { booleans }, shape: [booleans.length], type: 'array' });
}

/** Writes a value of `uns`. */
export function writeUns(parent: GroupPlan, name: string, value: UnsValue): void {
  if (typeof value === 'string') {
    writeDataset(parent, name, { data: value, shape: [], type: 'string' });
  } else if (typeof value === 'number') {
    writeDataset(parent, name, { data: Float64Array.of(value), shape: [], type: 'numeric-scalar' });
  } else if (typeof value === 'boolean') {
    writeDataset(parent, name, { data: { booleans: [value] }, shape: [], type: 'numeric-scalar' });
  } else if (isFields(value)) {
    writeRecords(parent, name, value);
  } else if (isNdArray(value)) {
    writeNumbers(parent, name, denseCopy(value), value.shape);
  } else if (ArrayBuffer.isView(value)) {
    writeNumbers(parent, name, value);
  } else if (isList(value)) {
    if (value.some((entry) => typeof entry === 'string')) writeStrings(parent, name, value.map(String));
    else if (value.some((entry) => typeof entry === 'boolean'))
      writeBooleans(parent, name, value.map(Boolean));
    else writeNumbers(parent, name, Float64Array.from(value, Number));
  } else {
    const group = writeMapping(parent, name);
    for (const [key, inner] of Object.entries(value)) writeUns(group, key, inner);
  }
}

/** Writes a structured array. */
function writeRecords(parent: GroupPlan, name: string, fields: ReadonlyMap<string, UnsField>): void {
  const dataset = groupIn(parent, name);
  const columns = Array.from(fields, ([field, data]) => ({ name: field, data }));
  dataset.steps.push({ write: 'records', path: dataset.path, fields: columns });
  writeEncoding(dataset, 'rec-array', '0.2.0');
}

const isList = (value: UnsValue): value is readonly string[] | readonly number[] | readonly boolean[] =>
  Array.isArray(value);

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
