import type { Dtype, Group, GuessableDataTypes } from 'h5wasm';
import { invalidFile } from '../../errors.js';
import { PLACEHOLDER_FIELD } from '../booleans/boolean-type.js';
import { find } from './describe.js';
import type { Library } from './library.js';
import { type Hdf5Data, type Hdf5Write, isBooleans } from './messages.js';
import { writeRecords } from './write-records.js';

type Classes = Pick<Library, 'Group' | 'Dataset' | 'module'>;

/** Writes groups, datasets and attributes in the given order. Strings are written as UTF-8 of any length. */
export function writeAll(library: Classes, file: Group, steps: readonly Hdf5Write[]): void {
  for (const step of steps) writeOne(library, file, step);
}

function writeOne(library: Classes, file: Group, step: Hdf5Write): void {
  const cut = step.path.lastIndexOf('/');
  const name = step.path.slice(cut + 1);
  const parent = find(library, file, step.path.slice(0, Math.max(0, cut)));
  const node = step.write === 'attribute' ? nodeAt(library, file, step.path) : undefined;
  if (!(parent instanceof library.Group)) throw invalidFile(`worker: ${step.path} is not in a group.`);
  switch (step.write) {
    case 'group':
      parent.create_group(name);
      break;
    case 'dataset':
      parent.create_dataset({
        name,
        data: data(step.data),
        shape: [...step.shape],
        dtype: typeOf(step.data),
      });
      break;
    case 'records':
      writeRecords(library, file.file_id, step.path, step.fields);
      break;
    case 'attribute':
      if (node?.attrs[step.name]) node.delete_attribute(step.name);
      node?.create_attribute(step.name, data(step.data), [...step.shape], typeOf(step.data));
  }
}

function nodeAt(library: Classes, file: Group, path: string) {
  const node = find(library, file, path);
  if (node instanceof library.Group || node instanceof library.Dataset) return node;
  throw invalidFile(`worker: ${path} does not exist.`);
}

function data(values: Hdf5Data): GuessableDataTypes {
  if (typeof values === 'string' || ArrayBuffer.isView(values)) return values;
  if (isBooleans(values)) return new Map([[PLACEHOLDER_FIELD, Int8Array.from(values.booleans, Number)]]);
  return [...values];
}

/** Text is `S`; h5wasm finds the types of numbers itself. */
function typeOf(values: Hdf5Data): Dtype | null {
  if (ArrayBuffer.isView(values)) return null;
  return typeof values !== 'string' && isBooleans(values) ? [[PLACEHOLDER_FIELD, '<b']] : 'S';
}
