import type { Attribute, Dataset, Entity, Group } from 'h5wasm';
import type { Hdf5AttributeValue, Hdf5Node, Hdf5Numbers, Hdf5ValueType } from '../hdf5-file.js';
import { isLibraryError } from './is-library-error.js';
import { isPlain } from './is-plain.js';
import type { Library } from './library.js';

/** H5T_class_t of libhdf5 (H5Tpublic.h). */
const TYPES: Readonly<Record<number, Hdf5ValueType>> = {
  0: 'integer',
  1: 'float',
  3: 'string',
  6: 'compound',
  8: 'enum',
};

/** A string of variable length is stored elsewhere; its dataset holds only its length, and the address and index of its place. */
const REFERENCE_BYTES = 16;

/** No attribute is larger in any file that we know; Keras' model_config has a few megabytes at most. */
const MOST_ATTRIBUTE_BYTES = 64 << 20;

/** Describes what is at a path; undefined if there is nothing, or a broken link. */
export function describeAt(library: Library, file: Group, path: string, size: number): Hdf5Node | undefined {
  const { Group, Dataset, module } = library;
  const entity = find(library, file, path);
  if (entity instanceof Group) {
    return {
      kind: 'group',
      path: entity.path,
      id: String(module.create_object_reference(file.file_id, entity.path)),
      keys: entity.keys(),
      attributes: attributesOf(entity, size),
    };
  }
  if (!(entity instanceof Dataset)) return undefined;
  const { metadata, filters } = entity;
  return {
    kind: 'dataset',
    path: entity.path,
    shape: metadata.shape ?? undefined,
    type: TYPES[metadata.type] ?? 'other',
    bytesPerValue: metadata.vlen ? REFERENCE_BYTES : metadata.size,
    chunks: metadata.chunks ?? undefined,
    filters: filters.map(({ id, name }) => ({ id, name })),
    virtual: metadata.virtual_sources !== undefined,
    attributes: attributesOf(entity, size),
  };
}

/** Goes down name by name, because libhdf5 fails on a path through a dataset. */
export function find({ Group }: Pick<Library, 'Group'>, file: Group, path: string): Entity | undefined {
  let found: Entity = file;
  for (const name of path.split('/').filter((part) => part !== '' && part !== '.')) {
    const next: Entity | null = found instanceof Group ? found.get(name) : null;
    if (next === null) return undefined;
    found = next;
  }
  return found;
}

function attributesOf(node: Group | Dataset, size: number): Record<string, Hdf5AttributeValue> {
  // Without a prototype, an attribute named __proto__ is like any other.
  const values: Record<string, Hdf5AttributeValue> = Object.create(null);
  const { attrs } = node;
  for (const name of Object.keys(attrs)) values[name] = attributeValue(() => attrs[name], size);
  return values;
}

/** Undefined for a type that h5wasm or this file does not support. */
function attributeValue(read: () => Attribute | undefined, size: number): Hdf5AttributeValue {
  try {
    const attribute = read();
    if (!attribute?.shape) return undefined;
    const { metadata } = attribute;
    if (!isPlain(metadata)) return undefined;
    if (metadata.total_size * metadata.size > Math.min(MOST_ATTRIBUTE_BYTES, Math.max(size, 1 << 20))) {
      return undefined;
    }
    return plain(attribute.value);
  } catch (error) {
    if (isLibraryError(error)) throw error;
    return undefined;
  }
}

function plain(value: unknown): Hdf5AttributeValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  if (ArrayBuffer.isView(value)) return value as Hdf5Numbers;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  return undefined;
}
