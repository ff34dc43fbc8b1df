import {
  checkCount,
  checkList,
  checkOneOf,
  checkRequiredOptions,
  invalidArgument,
  shown,
  typeName,
  validNames,
} from '@csm/base';
import { type AttributeValue, checkAttributeTable } from '../tables/attributes/attribute-table.js';
import type { ImageDatasetOptions } from './image-dataset-options.js';

/** @throws unless `imageDataset` can make a data set of these options. */
export function checkDatasetOptions(options: ImageDatasetOptions): void {
  const where = 'imageDataset';
  checkRequiredOptions(where, options, {
    name: true,
    imageShape: true,
    attributes: true,
    load: true,
    splits: true,
    onBadImage: true,
    skipped: true,
  });
  const { name, imageShape, attributes, load, onBadImage } = options;
  if (typeof name !== 'string' || name === '') {
    throw invalidArgument(`${where}: name must be a non-empty string; got ${typeName(name)}.`);
  }
  if (!Array.isArray(imageShape) || imageShape.length !== 3) {
    const got = Array.isArray(imageShape) ? `[${imageShape.join(', ')}]` : shown(imageShape);
    throw invalidArgument(`${where}: imageShape must be [height, width, channels]; got ${got}.`);
  }
  for (const [axis, length] of imageShape.entries()) {
    checkCount(where, `imageShape[${axis}]`, length, { max: 16_384 });
  }
  checkAttributeTable(where, attributes);
  if (typeof load !== 'function') {
    throw invalidArgument(`${where}: load must be a function of an id; got ${typeName(load)}.`);
  }
  checkBadImagePolicy(where, onBadImage);
}

/** @throws unless the policy is `'throw'`, `'skip'` or undefined. */
export function checkBadImagePolicy(caller: string, policy: unknown): void {
  if (policy !== undefined) checkOneOf(caller, 'onBadImage', policy, ['throw', 'skip']);
}

/** The rows of ids in the table. @throws if an id is not in the data set. */
export function checkIds(
  ids: readonly string[],
  rowOf: ReadonlyMap<string, number>,
  where: string,
): number[] {
  checkList(where, 'ids', ids);
  return ids.map((id) => {
    const row = rowOf.get(id);
    if (row !== undefined) return row;
    const [first] = rowOf.keys();
    throw invalidArgument(
      `${where}: unknown image ${JSON.stringify(id)}; the data set has ${rowOf.size} images, the first is "${first}".`,
    );
  });
}

/** @throws unless a loaded image has `size` numbers in [0, 1]. */
export function checkImage(image: unknown, size: number, where: string): void {
  if (!(image instanceof Float32Array) || image.length !== size) {
    const got = image instanceof Float32Array ? `${image.length} numbers` : typeName(image);
    throw invalidArgument(`${where}: load must return a Float32Array of ${size} numbers; got ${got}.`);
  }
  const wrong = image.findIndex((value) => !(value >= 0 && value <= 1));
  if (wrong < 0) return;
  throw invalidArgument(`${where}: load must return numbers in [0, 1]; number ${wrong} is ${image[wrong]}.`);
}

/** The code of an attribute value in its column, −1 for null. @throws if the attribute never has this value. */
export function codeOfValue(
  where: string,
  value: AttributeValue,
  values: readonly Exclude<AttributeValue, null>[],
): number {
  if (value === null) return -1;
  const code = values.indexOf(value);
  if (code >= 0) return code;
  const hint = validNames('values', String(value), values.map(String));
  throw invalidArgument(`${where}: unknown value ${JSON.stringify(value)}; ${hint}.`);
}
