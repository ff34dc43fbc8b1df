import { withFile } from '../terminal/in-flags.js';
import { arrayInputs } from './array-inputs.js';
import { countInputs } from './counts/count-inputs.js';
import { type DataKind, dataKind } from './data-kind.js';
import { checkDataOptions, type DataOptions } from './data-options.js';
import type { InputSet } from './input-set.js';
import type { InputsFor } from './inputs-for.js';
import { fileSource, type OpeningRun } from './opening-run.js';
import { parquetInputs } from './parquet/parquet-inputs.js';
import { celebaInputs, pictureInputs } from './picture-inputs.js';
import { tableInputs } from './table-inputs.js';

/** The inputs of a command, with the format of their files. */
export interface OpenedInputs extends InputSet {
  readonly format: DataKind['kind'];
}

/**
 * Opens the data of a command. What they are follows from their content: a folder of pictures (with or without `attributes.csv`), CelebA, Parquet of pictures,
 * a `.npy`, a table of numbers, an `.h5ad`, a folder of Visium or one of the 2016 arrays. Only the samples that are asked for are in
 * memory, except for tables and counts.
 *
 * @param encoder the inputs take its shape and order of axes: with an encoder of vectors, cells are the samples of counts; with one
 *   of pictures, the genes are, drawn on their spots.
 */
export async function openInputs(
  path: string,
  encoder: InputsFor,
  run: OpeningRun,
  options: DataOptions = {},
): Promise<OpenedInputs> {
  const inputs = await withFile(path, async () => {
    const data = await dataKind(path);
    return { ...(await openKind(data, path, encoder, run, options)), format: data.kind };
  });
  const { features } = options;
  const lists = features === undefined ? [] : [await fileSource(run, features)];
  return {
    ...inputs,
    sources: [...inputs.sources, ...lists],
    read: (ids, first) => withFile(path, () => inputs.read(ids, first)),
  };
}

/** Opens data of a known kind. @param path that was given, for messages. */
export async function openKind(
  data: DataKind,
  path: string,
  encoder: InputsFor,
  run: OpeningRun,
  options: DataOptions,
): Promise<InputSet> {
  checkDataOptions(data.kind, path, options);
  if (data.kind === 'pictures') return pictureInputs(data.path, encoder, run, options);
  if (data.kind === 'CelebA') return celebaInputs(data.path, encoder, run, options);
  if (data.kind === 'Parquet') return parquetInputs(data.path, encoder, run, options);
  if (data.kind === 'array') return arrayInputs(data.path, encoder, run, options);
  if (data.kind === 'table') return tableInputs(data.path, encoder, run, options);
  return countInputs(data, encoder, run, options);
}
