import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { invalidFile } from '@csm/base';
import ndarray from 'ndarray';
import { attributesFile, attributesOfSamples } from './attributes-by-id.js';
import { featureOrder } from './counts/feature-order.js';
import type { DataOptions } from './data-options.js';
import type { InputSet, InputSource } from './input-set.js';
import type { InputsFor } from './inputs-for.js';
import { openNpy } from './npy-file.js';
import { fileSource, type OpeningRun } from './opening-run.js';
import { takesPictures } from './picture-shape.js';
import { rowsById } from './sample-rows.js';

/**
 * The rows of a `.npy` of shape `[n, ...shape]`. Their ids are in `NAME.ids.json` or `ids.json` next to it, or in the first column of
 * `NAME.csv`; otherwise they are the numbers of the rows, from 0. Whole numbers of 8 bits are pictures with 255 levels, and are divided by
 * 255 for an encoder of pictures.
 */
export async function arrayInputs(
  path: string,
  encoder: InputsFor,
  run: OpeningRun,
  options: DataOptions,
): Promise<InputSet> {
  const file = await openNpy(path);
  const [count = 0, ...sample] = file.shape;
  const { inputShape } = encoder;
  checkSample(path, sample, inputShape);
  if (count === 0)
    throw invalidFile(`${path}: expected at least one row; the array has shape [${file.shape}].`);
  const sources: InputSource[] = [await fileSource(run, path)];
  const given = options.attributes;
  // A worker has no table of its own; without one, the table next to the array has the ids.
  const table = given === undefined ? existing(stem(path, '.csv')) : run.rowsOnly ? undefined : given;
  const attributes =
    table === undefined ? undefined : await attributesFile(table, options.idColumn, run.signal);
  if (table !== undefined) sources.push(await fileSource(run, table));
  const ids = (await idsOf(path, count)) ?? (given === undefined ? attributes?.ids : undefined);
  if (ids !== undefined && ids.length !== count) {
    throw invalidFile(`${table}: expected one row per row of ${path}, ${count}; it has ${ids.length}.`);
  }
  const names = ids ?? Array.from({ length: count }, (_, row) => String(row));
  const rows = rowsById(path, names);
  const isLevels = file.type === '|u1' && takesPictures(encoder);
  if (isLevels) run.log(`${path}: integers from 0 to 255 are divided by 255.`);
  return {
    kind: 'array',
    ids: names,
    shape: inputShape,
    features: inputShape.length === 1 ? await featureOrder(encoder, options) : undefined,
    attributes: run.rowsOnly
      ? undefined
      : attributes && attributesOfSamples(table ?? path, attributes, names, run.warn),
    sources,
    read: async (wanted, first) => {
      const values = await file.rows(rows(wanted, first));
      if (isLevels) for (const [i, value] of values.entries()) values[i] = value / 255;
      return ndarray(values, [wanted.length, ...inputShape]);
    },
  };
}

/** @throws unless a row is an input of the encoder; axes of length 1 may be absent. */
function checkSample(path: string, sample: readonly number[], inputShape: readonly number[]): void {
  const long = (shape: readonly number[]) => `${shape.filter((length) => length !== 1)}`;
  if (long(sample) === long(inputShape)) return;
  const [a, b, c] = sample;
  const isLast = `${[c, a, b]}` === `${inputShape}`;
  const isFirst = `${[b, c, a]}` === `${inputShape}`;
  const remedy = isLast
    ? 'save np.transpose(x, (0, 3, 1, 2))'
    : isFirst
      ? 'save np.transpose(x, (0, 2, 3, 1))'
      : 'save the inputs as the encoder takes them';
  throw invalidFile(
    `${path}: expected an array of shape [n,${inputShape}], as the encoder takes it; it has rows of shape [${sample}]; ${remedy}.`,
  );
}

/** The ids of a JSON file next to the array. */
async function idsOf(path: string, count: number): Promise<readonly string[] | undefined> {
  const file = existing(stem(path, '.ids.json')) ?? existing(join(dirname(path), 'ids.json'));
  if (file === undefined) return undefined;
  const text = await readFile(file, 'utf8');
  let ids: unknown;
  try {
    ids = JSON.parse(text);
  } catch (cause) {
    throw invalidFile(`${file}: expected a JSON list of ids; it is not valid JSON; write it again.`, {
      cause,
    });
  }
  if (Array.isArray(ids) && ids.length === count && ids.every((id) => typeof id === 'string')) return ids;
  throw invalidFile(
    `${file}: expected ${count} ids, one string per row of ${path}; it has ${Array.isArray(ids) ? `${ids.length} entries` : 'no list'}; correct or remove it.`,
  );
}

const stem = (path: string, ending: string) => path.replace(/(\.npy)?$/i, ending);
const existing = (path: string) => (existsSync(path) ? path : undefined);
