import { requireInteger } from '../checks/check-options.js';
import { typeName } from '../checks/type-name.js';
import { requireAttributeTable } from '../tables/attributes/attribute-table.js';
import { nearNames } from '../tables/near-names.js';
import type { ImageDatasetOptions } from './image-dataset.js';

/** Throws unless a data set can be made of it. */
export function requireParts({
  name,
  imageShape,
  attributes,
  load,
  onBadImage = 'throw',
}: ImageDatasetOptions): void {
  if (typeof name !== 'string' || name === '') {
    throw new TypeError(`imageDataset: expected a name, which messages begin with; got ${typeName(name)}`);
  }
  if (!Array.isArray(imageShape) || imageShape.length !== 3) {
    throw new TypeError(
      `imageDataset: expected imageShape as [height, width, channels]; got ${String(imageShape)}`,
    );
  }
  for (const [axis, length] of imageShape.entries()) {
    requireInteger('imageDataset', `imageShape[${axis}]`, length, 1, 16_384);
  }
  requireAttributeTable('imageDataset', attributes);
  if (typeof load !== 'function') {
    throw new TypeError(`imageDataset: expected load as a function of an id; got ${typeName(load)}`);
  }
  requireBadImagePolicy('imageDataset', onBadImage);
}

/** Throws unless it is one. */
export function requireBadImagePolicy(where: string, policy: unknown): void {
  if (policy === undefined || policy === 'throw' || policy === 'skip') return;
  throw new Error(`${where}: onBadImage must be 'throw' or 'skip'; got ${JSON.stringify(policy)}`);
}

/** The rows of ids. Throws, beginning with `where`, on an id that is not in the set. */
export function requireIds(
  ids: readonly string[],
  rowOf: ReadonlyMap<string, number>,
  where: string,
): number[] {
  if (!Array.isArray(ids)) {
    throw new TypeError(`${where}: expected ids as an array of image ids; got ${typeName(ids)}`);
  }
  return ids.map((id) => {
    const row = rowOf.get(id);
    if (row !== undefined) return row;
    const [first] = rowOf.keys();
    throw new Error(
      `${where}: there is no image ${JSON.stringify(id)} among the ${rowOf.size} of the set (the first is "${first}")`,
    );
  });
}

/** Throws unless a loaded image has the size and the range it must have. */
export function requireImage(image: unknown, size: number, where: string): void {
  if (!(image instanceof Float32Array) || image.length !== size) {
    const got = image instanceof Float32Array ? `${image.length} numbers` : typeName(image);
    throw new TypeError(`${where}: expected load to give a Float32Array of ${size} numbers; got ${got}`);
  }
  for (let i = 0; i < size; i++) {
    if (image[i]! >= 0 && image[i]! <= 1) continue;
    throw new Error(`${where}: expected numbers in [0, 1]; number ${i} is ${image[i]}`);
  }
}

/** The error for a value that an attribute does not have. */
export function unknownValue(where: string, value: unknown, values: readonly unknown[]): Error {
  const isText = typeof values[0] === 'string';
  const hint = isText ? nearNames(String(value), values as readonly string[]) : 'it is binary: 0 or 1';
  return new Error(`${where} has no value ${JSON.stringify(value)}; ${hint}`);
}
