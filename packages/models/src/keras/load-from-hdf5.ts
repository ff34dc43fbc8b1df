import { invalidFile } from '@csm/base';
import type { Hdf5File } from '@csm/base/hdf5';
import { tensor, tidy } from '@tensorflow/tfjs-core';
import type { KerasWeightsSource } from '../archive/keras-weights-source.js';
import { joinDirections } from './join-directions.js';
import type { KerasFile } from './keras-file.js';
import { readKerasWeight } from './keras-weight.js';
import type { KerasWeightsReport } from './keras-weights-report.js';
import type { LoadKerasWeightsOptions } from './load-keras-weights-options.js';
import type { LayerMatch } from './match/fit-layers.js';
import { matchLayers } from './match/match-layers.js';
import type { LayerVariable, ModelLayer } from './model-layers.js';
import { readKerasFile } from './read-keras-file.js';

/** A weight of the model with its new numbers. */
interface NewWeight {
  readonly variable: LayerVariable;
  readonly values: Float32Array;
}

/** Loads weights from a file. Everything is read and checked before a weight changes. */
export async function loadFromHdf5(
  { where, source, kerasVersion }: KerasWeightsSource,
  layers: readonly ModelLayer[],
  options: LoadKerasWeightsOptions,
): Promise<KerasWeightsReport> {
  const { file, matches, weights } = await source.use(where, (opened) =>
    readAll(where, layers, opened, options),
  );
  for (const { variable, values } of weights) {
    tidy(() => {
      variable.write(tensor(values, variable.shape as number[]));
    });
  }
  const { layout, ignored } = file;
  return {
    layout,
    kerasVersion: file.kerasVersion ?? kerasVersion,
    parameters: weights.reduce((sum, { values }) => sum + values.length, 0),
    layers: matches.map(reportOf),
    ignored: [...ignored, ...leftOut(file, matches)],
  };
}

/** Matches the layers and reads all numbers. */
async function readAll(
  where: string,
  layers: readonly ModelLayer[],
  opened: Hdf5File,
  options: LoadKerasWeightsOptions,
) {
  const file = joinDirections(await readKerasFile(where, opened), layers);
  checkKeras1(where, layers, file);
  const matches = matchLayers(where, layers, file, options);
  const weights: NewWeight[] = [];
  for (const { variable, from } of matches.flatMap((match) => match.weights)) {
    weights.push({ variable, values: await readKerasWeight(where, opened, from) });
  }
  return { file, matches, weights };
}

/** The layers of the file that were not loaded: the parts that hold them, or their names. */
function leftOut(file: KerasFile, matches: readonly LayerMatch[]): string[] {
  const used = new Set(matches.map(({ from }) => from));
  const usedParts = new Set(matches.flatMap(({ from }) => from.within));
  const left = file.layers.filter((layer) => !used.has(layer));
  return [...new Set(left.map(({ name, within }) => within.find((part) => !usedParts.has(part)) ?? name))];
}

function reportOf({ layer, from, by, weights }: LayerMatch): KerasWeightsReport['layers'][number] {
  return {
    layer: layer.path,
    from: from.name,
    by,
    weights: weights.map((weight) => ({
      name: weight.role,
      from: weight.from.path,
      shape: weight.from.shape,
    })),
  };
}

/**
 * @throws for transposed convolutions in a file of Keras 1. Keras also treats a file without a version as one of Keras 1.
 */
function checkKeras1(where: string, layers: readonly ModelLayer[], file: KerasFile): void {
  const transposed = layers.find(({ kind }) => kind === 'conv2d_transpose');
  if (file.layout !== 'layer_names' || !transposed || (file.kerasVersion ?? '1')[0] !== '1') return;
  const version = file.kerasVersion ? `version ${file.kerasVersion}` : 'a version before 2 (it states none)';
  throw invalidFile(
    `${where}: expected a file of Keras 2 or 3; it is of ${version}, which swaps the last two axes of a transposed ` +
      `convolution's kernel ("${transposed.path}"); load and save it with Keras 2 first.`,
  );
}
