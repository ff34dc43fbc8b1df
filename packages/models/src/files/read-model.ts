import { isAbsolute, join, relative, resolve } from 'node:path';
import { invalidFile, sentence, unsupportedModel } from '@csm/base';
import { dispose, io, type NamedTensorMap } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { butIs, isObject, readExisting, readJson } from './read-file.js';
import { byteLengths, findNonFinite } from './weights-manifest.js';
import { MODEL_FILE } from './write-model.js';

/** The files of a model, read and checked. */
export interface ModelFiles {
  /** Path of its `model.json`. */
  readonly file: string;
  readonly artifacts: io.ModelArtifacts;
}

/** Reads and checks `model.json` and the weight files that it names, without making any tensor. */
export async function readModel(caller: string, folder: string): Promise<ModelFiles> {
  const file = join(folder, MODEL_FILE);
  const json = await readModelJson(caller, file);
  const artifacts = await io.getModelArtifactsForJSON(json, async (manifest) => {
    const specs = io.getWeightSpecs(manifest);
    const paths = manifest.flatMap((group) => group.paths);
    const parts = await Promise.all(paths.map((path) => readInside(caller, folder, file, path)));
    const weights = Buffer.concat(parts);
    checkWeights(caller, file, { specs, paths, weights });
    return [specs, new Uint8Array(weights).buffer];
  });
  return { file, artifacts };
}

/** Makes the model. Its optimizer, if one was saved, is left out. */
export async function buildModel(caller: string, { file, artifacts }: ModelFiles): Promise<LayersModel> {
  const { modelTopology, weightData = [], weightSpecs = [] } = artifacts;
  let model: LayersModel | undefined;
  let weights: NamedTensorMap = {};
  try {
    // The weights are set here rather than by tfjs, which would leak the whole model if they did not fit.
    model = await loadLayersModel(io.fromMemory({ modelTopology: modelTopology as object }));
    weights = io.decodeWeights(weightData, weightSpecs);
    const optimizer = weightSpecs.filter((spec) => spec.group === 'optimizer').map(({ name }) => name);
    const ofModel = Object.entries(weights).filter(([name]) => !optimizer.includes(name));
    model.loadWeights(Object.fromEntries(ofModel));
    return model;
  } catch (cause) {
    model?.dispose();
    throw unsupportedModel(
      `${caller}: expected a model that tfjs can build; for ${file} tfjs reports: ${sentence((cause as Error).message)}`,
      { cause },
    );
  } finally {
    dispose(weights);
  }
}

async function readModelJson(caller: string, file: string): Promise<io.ModelJSON> {
  const json = await readJson(caller, file);
  if (!isObject(json) || !isObject(json.modelTopology) || !Array.isArray(json.weightsManifest)) {
    throw invalidFile(
      `${caller}: expected a tfjs layers model; ${file} has no modelTopology or no weightsManifest; save the model again, or ` +
        'copy the whole folder again.',
    );
  }
  if (json.format === 'graph-model') {
    throw unsupportedModel(
      `${caller}: expected a layers model; ${file} is a graph model; save the model from Keras and convert it with ` +
        '--output_format=tfjs_layers_model.',
    );
  }
  return json as unknown as io.ModelJSON;
}

/** Reads a weight file. @throws if its path leads out of the folder. */
async function readInside(caller: string, folder: string, manifest: string, path: string): Promise<Buffer> {
  const target = resolve(folder, path);
  const within = relative(resolve(folder), target);
  if (isAbsolute(path) || within.startsWith('..') || isAbsolute(within)) {
    throw invalidFile(
      `${caller}: expected weight files inside the folder of ${manifest}; it names "${path}"; copy the file into the folder ` +
        'and correct its path.',
    );
  }
  return readExisting(caller, target);
}

interface Weights {
  readonly specs: readonly io.WeightsManifestEntry[];
  readonly paths: readonly string[];
  readonly weights: Buffer;
}

/** @throws unless the weights have the length that the manifest describes, and are finite. */
function checkWeights(caller: string, file: string, { specs, paths, weights }: Weights): void {
  const lengths = byteLengths(caller, file, specs);
  const expected = lengths.reduce((sum, length) => sum + length, 0);
  const files = paths.map((path) => join(file, '..', path)).join(', ');
  if (weights.byteLength !== expected) {
    const incomplete = 'is incomplete or of another model; copy it again';
    throw invalidFile(
      `${caller}: expected ${expected} bytes of weights for ${file}; ${files} holds ${weights.byteLength} bytes and ` +
        `${butIs(weights, incomplete)}.`,
    );
  }
  const invalid = findNonFinite(weights, specs, lengths);
  if (!invalid) return;
  throw invalidFile(
    `${caller}: expected finite weights; "${invalid.name}" in ${files} holds ${invalid.value}, because the file is damaged or ` +
      'training diverged; copy the file again or train the model again.',
  );
}
