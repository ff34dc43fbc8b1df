import { invalidFile } from '@csm/base';
import type { Hdf5Dataset, Hdf5File, Hdf5Group, Hdf5Node } from '@csm/base/hdf5';

/** The path of a member of a group. */
export const pathIn = ({ path }: Hdf5Group, name: string): string => `${path === '/' ? '' : path}/${name}`;

/** The group at a path. @throws if there is no group; the error describes what is at the path instead. */
export async function groupAt(where: string, file: Hdf5File, path: string): Promise<Hdf5Group> {
  const found = await file.at(path);
  if (found?.kind === 'group') return found;
  throw invalidFile(`${where}: expected a group ${path}; ${await contentOf(file, path, found)}.`);
}

/** The dataset at a path. @throws if there is no dataset; the error describes what is at the path instead. */
export async function datasetAt(where: string, file: Hdf5File, path: string): Promise<Hdf5Dataset> {
  const found = await file.at(path);
  if (found?.kind === 'dataset') return found;
  throw invalidFile(`${where}: expected a dataset ${path}; ${await contentOf(file, path, found)}.`);
}

/** What is at a path instead of what was expected, or what the nearest group above it contains. */
async function contentOf(file: Hdf5File, path: string, found: Hdf5Node | undefined): Promise<string> {
  if (found) return `it is a ${found.kind}`;
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('/'))) || '/';
  const group = await file.at(parent);
  if (group?.kind !== 'group') return parent === '/' ? 'the file is empty' : contentOf(file, parent, group);
  const { keys } = group;
  const shown = keys.slice(0, 12).join(', ') + (keys.length > 12 ? ', …' : '');
  return `${group.path} holds ${keys.length === 0 ? 'nothing' : shown}`;
}

/** The names in the root, for messages. */
export async function contentOfRoot(file: Hdf5File): Promise<string> {
  const root = await file.at('/');
  return (root?.kind === 'group' && root.keys.join(', ')) || 'nothing';
}

/** The members of the group at a path; none if there is no group. */
export async function keysAt(file: Hdf5File, path: string): Promise<readonly string[]> {
  const found = await file.at(path);
  return found?.kind === 'group' ? found.keys : [];
}

/** The text in an attribute; undefined if there is none. */
export function textAttribute({ attributes }: Hdf5Node, name: string): string | undefined {
  const value = attributes[name];
  return typeof value === 'string' ? value : undefined;
}

/** The texts in an attribute that is a list; undefined if there is none. */
export function textsAttribute({ attributes }: Hdf5Node, name: string): readonly string[] | undefined {
  const value = attributes[name];
  return Array.isArray(value) ? value : undefined;
}

/** The numbers in a small attribute, such as a shape; undefined if there is none. */
export function numbersAttribute({ attributes }: Hdf5Node, name: string): number[] | undefined {
  const value = attributes[name];
  return ArrayBuffer.isView(value) ? Array.from(value as ArrayLike<number | bigint>, Number) : undefined;
}

/** h5py stores booleans as an enumeration of FALSE and TRUE. */
export const holdsBooleans = ({ type }: Hdf5Dataset): boolean => type === 'enum';
export const holdsNumbers = ({ type }: Hdf5Dataset): boolean =>
  type === 'integer' || type === 'float' || type === 'enum';

/** Describes the content of a dataset, for messages. */
export function describe({ type, shape }: Hdf5Dataset): string {
  const names: Partial<Record<typeof type, string>> = {
    integer: 'integers',
    float: 'floats',
    string: 'strings',
    compound: 'records',
    enum: 'booleans',
  };
  const kind = names[type] ?? 'values of an unknown type';
  return shape ? `${kind} of shape [${shape.join(', ')}]` : `${kind} without a shape`;
}
