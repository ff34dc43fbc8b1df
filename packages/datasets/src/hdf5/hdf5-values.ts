import { invalidFile } from '@csm/base';
import { attemptHdf5 } from '@csm/base/hdf5';
import type { Dataset, Entity, Group } from 'h5wasm';

/** H5T_class_t of libhdf5 (H5Tpublic.h). */
const hdf5Class = { integer: 0, float: 1, string: 3, compound: 6, enum: 8 } as const;

/** The group or dataset at a path below a group; undefined if there is nothing, or a broken link. */
export function entityAt(group: Group, path: string): Group | Dataset | undefined {
  const found: Entity | null = group.get(path);
  if (isGroup(found) || isDataset(found)) return found;
  return undefined;
}

// Compared by name, not with instanceof: h5wasm and h5wasm/node have separate classes.
export const isGroup = (entity: Entity | null | undefined): entity is Group => kindOf(entity) === 'Group';
export const isDataset = (entity: Entity | null | undefined): entity is Dataset =>
  kindOf(entity) === 'Dataset';
const kindOf = (entity: Entity | null | undefined) =>
  entity && 'type' in entity ? String(entity.type) : undefined;

/** The group at a path. @throws if there is no group; the error describes what is at the path instead. */
export function groupAt(where: string, parent: Group, path: string): Group {
  const found = entityAt(parent, path);
  if (isGroup(found)) return found;
  throw invalidFile(`${where}: expected a group ${pathOf(parent, path)}; ${contentOf(parent, found)}.`);
}

/** The dataset at a path. @throws if there is no dataset; the error describes what is at the path instead. */
export function datasetAt(where: string, parent: Group, path: string): Dataset {
  const found = entityAt(parent, path);
  if (isDataset(found)) return found;
  throw invalidFile(`${where}: expected a dataset ${pathOf(parent, path)}; ${contentOf(parent, found)}.`);
}

const pathOf = (parent: Group, path: string) => `${parent.path === '/' ? '' : parent.path}/${path}`;

function contentOf(parent: Group, found: Group | Dataset | undefined): string {
  if (found) return `it is a ${String(found.type).toLowerCase()}`;
  const keys = parent.keys();
  const shown = keys.slice(0, 12).join(', ') + (keys.length > 12 ? ', …' : '');
  return `${parent.path} holds ${keys.length === 0 ? 'nothing' : shown}`;
}

/** The text or number in an attribute; undefined if there is no such attribute. */
export function attributeOf(node: Group | Dataset, name: string): unknown {
  const value: unknown = node.attrs[name]?.value;
  return typeof value === 'bigint' ? Number(value) : value;
}

export function textAttribute(node: Group | Dataset, name: string): string | undefined {
  const value = attributeOf(node, name);
  return typeof value === 'string' ? value : undefined;
}

/** The numbers in a small attribute, such as a shape. */
export function numbersAttribute(node: Group | Dataset, name: string): number[] | undefined {
  const value = attributeOf(node, name);
  return ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>, Number) : undefined;
}

export type Numbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

export const holdsStrings = ({ metadata }: Dataset) => metadata.type === hdf5Class.string;
export const holdsCompounds = ({ metadata }: Dataset) => metadata.type === hdf5Class.compound;
/** h5py stores booleans as an enumeration of FALSE and TRUE. */
export const holdsBooleans = ({ metadata }: Dataset) => metadata.type === hdf5Class.enum;
export const holdsNumbers = ({ metadata: { type } }: Dataset) =>
  type === hdf5Class.integer || type === hdf5Class.float || type === hdf5Class.enum;

/** All strings of a one-dimensional dataset. */
export function readStrings(where: string, dataset: Dataset): string[] {
  if (!holdsStrings(dataset) || dataset.shape?.length !== 1) {
    throw invalidFile(
      `${where}: expected a list of strings in ${dataset.path}; it holds ${describe(dataset)}.`,
    );
  }
  return readAll(where, dataset, () => dataset.value) as string[];
}

/** All numbers of a dataset of any shape, as 64-bit floats. */
export function readNumbers(where: string, dataset: Dataset): Float64Array {
  if (!holdsNumbers(dataset)) {
    throw invalidFile(`${where}: expected numbers in ${dataset.path}; it holds ${describe(dataset)}.`);
  }
  const value: unknown = readAll(where, dataset, () => dataset.value);
  if (!ArrayBuffer.isView(value)) return Float64Array.of(Number(value));
  return Float64Array.from(value as unknown as ArrayLike<number>, Number);
}

/** The value of a scalar dataset. */
export function readScalar(where: string, dataset: Dataset): string | number {
  const value: unknown = readAll(where, dataset, () => dataset.value);
  if (typeof value === 'string') return value;
  return Number(ArrayBuffer.isView(value) ? (value as Float64Array)[0] : value);
}

/** Reads from a dataset. @throws if that fails; the error names the dataset and its compression filters. */
export function readAll<T>(where: string, dataset: Dataset, read: () => T): T {
  const filters = dataset.filters.map(({ name }) => name).filter((name) => name !== '');
  const compression = filters.length > 0 ? ` (compressed with ${filters.join(', ')})` : '';
  return attemptHdf5(
    (reason) =>
      `${where}: cannot read ${dataset.path}${compression}; ${reason}; the file is damaged, or uses a compression ` +
      'other than gzip.',
    read,
  );
}

/** Describes the content of a dataset, for messages. */
export function describe(dataset: Dataset): string {
  const { metadata, shape } = dataset;
  const names: Record<number, string> = {
    0: 'integers',
    1: 'floats',
    3: 'strings',
    6: 'records',
    8: 'booleans',
  };
  const kind = names[metadata.type] ?? 'values of an unknown type';
  return shape ? `${kind} of shape [${shape.join(', ')}]` : `${kind} without a shape`;
}
