import { readFile } from 'node:fs/promises';
import { invalidFile, someNames, unreadableFile } from '@csm/base';
import { namesOf } from '../../models/model-inputs.js';
import type { DataOptions } from '../data-options.js';
import type { InputsFor } from '../inputs-for.js';

/** The names of the features in the order of the encoder, if `--features` or the model states them. */
export async function featureOrder(
  { inputShape, features }: InputsFor,
  options: DataOptions,
): Promise<readonly string[] | undefined> {
  if (options.features === undefined) return features;
  const text = await readFile(options.features, 'utf8').catch((cause) => {
    throw unreadableFile(options.features ?? '', cause);
  });
  const names = namesOf(text);
  if (names.length === inputShape[0]) return names;
  throw invalidFile(
    `${options.features}: expected ${inputShape[0]} names, as many as the encoder takes; it has ${names.length} lines.`,
  );
}

/**
 * The columns of the data in the order of the encoder.
 * @param found the names of the features of the data.
 * @returns the index in `found` of each feature of the encoder.
 * @throws if a feature is missing; without stated names, unless there are as many features as the encoder takes.
 */
export function columnsOfFeatures(
  path: string,
  found: readonly string[],
  wanted: readonly string[] | undefined,
  size: number,
): number[] {
  if (wanted === undefined) {
    if (found.length === size) return [...found.keys()];
    throw invalidFile(
      `${path}: expected ${size} features, as many as the encoder takes; it has ${found.length} (${found.slice(0, 3).join(', ')}, …); ` +
        'select those that the model was trained on with --features FILE, one name per line in the order of the encoder.',
    );
  }
  const indexOf = new Map(found.map((name, index) => [name, index]));
  const missing = wanted.filter((name) => !indexOf.has(name));
  if (missing.length > 0) {
    throw invalidFile(
      `${path}: expected the ${wanted.length} features of the encoder; it lacks ${someNames('feature', missing)}; check the names of its columns or genes.`,
    );
  }
  return wanted.map((name) => indexOf.get(name) ?? 0);
}
