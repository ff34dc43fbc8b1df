import { anndataHasPositions } from '../inputs/counts/has-positions.js';
import { type DataKind, dataKind } from '../inputs/data-kind.js';
import { checkDataOptions } from '../inputs/data-options.js';
import { openNpy } from '../inputs/npy-file.js';
import type { CommandRun } from '../terminal/command-run.js';
import { flagOf } from '../terminal/flag-of.js';
import { withFile } from '../terminal/in-flags.js';
import { usageError } from '../terminal/usage-error.js';
import { PICTURE_OPTIONS, type TrainCommandOptions, VECTOR_OPTIONS } from './train-options.js';

const COUNTS: readonly DataKind['kind'][] = ['h5ad', '10x', 'Visium', 'ST'];

/** Trains a VAE of pictures or of vectors, and writes its folder: the model, the losses, and figures of both. */
export async function trainModel(path: string, options: TrainCommandOptions, run: CommandRun): Promise<void> {
  const data = await dataKind(path);
  checkDataOptions(data.kind, path, options);
  if (options.samples !== undefined && !COUNTS.includes(data.kind)) {
    throw usageError(`--samples is for counts of genes; ${path} holds other data; leave the option out.`);
  }
  const vectors = await isOfVectors(data, path, options, run);
  const foreign = (vectors ? PICTURE_OPTIONS : VECTOR_OPTIONS).find((name) => options[name] !== undefined);
  if (foreign !== undefined) {
    throw usageError(
      `${flagOf(foreign)} is for a model of ${vectors ? 'pictures' : 'vectors'}; ${path} gives ${vectors ? 'vectors' : 'pictures'}; leave the option out.`,
    );
  }
  if (vectors) {
    const { trainVectors } = await import('./train-vectors.js');
    return trainVectors(path, data, options, run);
  }
  const { trainPictures } = await import('./train-pictures.js');
  return trainPictures(path, data, options, run);
}

/** Whether the samples are vectors: rows of a table or array, or cells. */
async function isOfVectors(
  { kind, path: inner }: DataKind,
  path: string,
  options: TrainCommandOptions,
  run: CommandRun,
): Promise<boolean> {
  if (kind === 'table') return true;
  if (kind === 'array') return (await withFile(path, () => openNpy(inner))).shape.length === 2;
  if (!COUNTS.includes(kind)) return false;
  if (options.samples !== undefined) return options.samples === 'cells';
  if (VECTOR_OPTIONS.some((name) => options[name] !== undefined)) return true;
  if (PICTURE_OPTIONS.some((name) => options[name] !== undefined)) return false;
  const hasPositions =
    kind !== '10x' &&
    (kind !== 'h5ad' || (await withFile(path, () => anndataHasPositions(inner, options, run.signal))));
  if (hasPositions) {
    run.log(
      `${path}: genes are drawn on their spots, one picture each; --samples cells trains on the spots instead, as vectors of genes.`,
    );
  }
  return !hasPositions;
}
