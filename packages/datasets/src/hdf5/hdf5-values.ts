import type { Dataset, Entity, Group } from 'h5wasm';
import { attempt } from './hdf5-file.js';

/** H5T_class_t of libhdf5 (H5Tpublic.h). */
const hdf5Class = { integer: 0, float: 1, string: 3, compound: 6, enum: 8 } as const;

/** What lies at a path below a group; undefined where nothing does, or a link that leads nowhere. */
export function entityAt(group: Group, path: string): Group | Dataset | undefined {
  const found: Entity | null = group.get(path);
  if (isGroup(found) || isDataset(found)) return found;
  return undefined;
}

// By name, not by class: h5wasm and h5wasm/node have classes of their own.
export const isGroup = (entity: Entity | null | undefined): entity is Group => kindOf(entity) === 'Group';
export const isDataset = (entity: Entity | null | undefined): entity is Dataset =>
  kindOf(entity) === 'Dataset';
const kindOf = (entity: Entity | null | undefined) =>
  entity && 'type' in entity ? String(entity.type) : undefined;

/** The group at a path. Throws, naming what is there instead. */
export function requireGroup(where: string, parent: Group, path: string): Group {
  const found = entityAt(parent, path);
  if (isGroup(found)) return found;
  throw new Error(`${where}: expected a group ${at(parent, path)}; ${inside(parent, found)}`);
}

/** The dataset at a path. Throws, naming what is there instead. */
export function requireDataset(where: string, parent: Group, path: string): Dataset {
  const found = entityAt(parent, path);
  if (isDataset(found)) return found;
  throw new Error(`${where}: expected a dataset ${at(parent, path)}; ${inside(parent, found)}`);
}

const at = (parent: Group, path: string) => `${parent.path === '/' ? '' : parent.path}/${path}`;

function inside(parent: Group, found: Group | Dataset | undefined): string {
  if (found) return `it is a ${String(found.type).toLowerCase()}`;
  const keys = parent.keys();
  const shown = keys.slice(0, 12).join(', ') + (keys.length > 12 ? ', …' : '');
  return `${parent.path} holds ${keys.length === 0 ? 'nothing' : shown}`;
}

/** A text or number that an attribute holds; undefined where there is no such attribute. */
export function attributeOf(node: Group | Dataset, name: string): unknown {
  const value: unknown = node.attrs[name]?.value;
  return typeof value === 'bigint' ? Number(value) : value;
}

export function textAttribute(node: Group | Dataset, name: string): string | undefined {
  const value = attributeOf(node, name);
  return typeof value === 'string' ? value : undefined;
}

/** The numbers of a small attribute, such as a shape. */
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

export const holdsTexts = ({ metadata }: Dataset) => metadata.type === hdf5Class.string;
export const holdsCompounds = ({ metadata }: Dataset) => metadata.type === hdf5Class.compound;
/** h5py's booleans: an enumeration of FALSE and TRUE. */
export const holdsBooleans = ({ metadata }: Dataset) => metadata.type === hdf5Class.enum;
export const holdsNumbers = ({ metadata: { type } }: Dataset) =>
  type === hdf5Class.integer || type === hdf5Class.float || type === hdf5Class.enum;

/** All texts of a dataset of one dimension. */
export function readTexts(where: string, dataset: Dataset): string[] {
  if (!holdsTexts(dataset) || dataset.shape?.length !== 1) {
    throw new Error(`${where}: expected texts in ${dataset.path}; it holds ${describe(dataset)}`);
  }
  return readAll(where, dataset, () => dataset.value) as string[];
}

/** All numbers of a dataset, whatever its dimensions, as 64-bit floats. */
export function readNumbers(where: string, dataset: Dataset): Float64Array {
  if (!holdsNumbers(dataset)) {
    throw new Error(`${where}: expected numbers in ${dataset.path}; it holds ${describe(dataset)}`);
  }
  const value: unknown = readAll(where, dataset, () => dataset.value);
  if (!ArrayBuffer.isView(value)) return Float64Array.of(Number(value));
  return Float64Array.from(value as unknown as ArrayLike<number>, Number);
}

/** The single value of a dataset without dimensions. */
export function readScalar(where: string, dataset: Dataset): string | number {
  const value: unknown = readAll(where, dataset, () => dataset.value);
  if (typeof value === 'string') return value;
  return Number(ArrayBuffer.isView(value) ? (value as Float64Array)[0] : value);
}

/** Reads from a dataset; where that fails, says which, and which filters h5wasm lacks. */
export function readAll<T>(where: string, dataset: Dataset, read: () => T): T {
  const filters = dataset.filters.map(({ name }) => name).filter((name) => name !== '');
  const packed = filters.length > 0 ? `; it is packed with ${filters.join(', ')}` : '';
  return attempt(
    `${where}: cannot read ${dataset.path}${packed}: the file is damaged, or packed with something else than gzip`,
    read,
  );
}

/** What a dataset holds, for messages. */
export function describe(dataset: Dataset): string {
  const { metadata, shape } = dataset;
  const names: Record<number, string> = {
    0: 'integers',
    1: 'floats',
    3: 'texts',
    6: 'records',
    8: 'booleans',
  };
  const kind = names[metadata.type] ?? 'something else';
  return `${kind} of shape [${shape?.join(', ') ?? 'nothing'}]`;
}
