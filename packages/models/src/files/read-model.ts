import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';
import { invalidFile } from '@csm/base';
import { io } from '@tensorflow/tfjs-core';
import { isObject, type JsonObject } from '../checks/is-object.js';
import { butIs, parseJson, readExisting } from './read-file.js';
import { checkGroupLength, type Shard } from './weights-length.js';
import { byteLengths, findNonFinite } from './weights-manifest.js';

/** The files of a model, read and checked. */
export interface ModelFiles {
  /** Path of its `model.json`. */
  readonly file: string;
  readonly artifacts: io.ModelArtifacts;
}

/** The two kinds of models of tfjs. */
export type ModelKind = 'layers model' | 'graph model';

/** Reads and checks a `model.json` and the weight files that it names, without making any tensor. */
export async function readModel(caller: string, file: string, kind: ModelKind): Promise<ModelFiles> {
  const contents = await readExisting(caller, file);
  const json = checkModelJson(caller, file, kind, parseJson(caller, file, contents), contents);
  const artifacts = await io.getModelArtifactsForJSON(json, async (manifest) => {
    const specs = io.getWeightSpecs(manifest);
    const parts: Buffer[] = [];
    for (const group of manifest) {
      const shards = await Promise.all(group.paths.map((path) => readInside(caller, file, path)));
      checkGroupLength(caller, file, group.weights, shards);
      if (kind === 'layers model') checkFinite(caller, file, group.weights, shards);
      for (const { bytes } of shards) parts.push(bytes);
    }
    const weights = Buffer.concat(parts);
    return [specs, new Uint8Array(weights).buffer];
  });
  return { file, artifacts };
}

/** @throws unless the JSON describes a model of the wanted kind with its weights. */
function checkModelJson(
  caller: string,
  file: string,
  kind: ModelKind,
  json: unknown,
  contents: Uint8Array,
): io.ModelJSON {
  const found = isObject(json) ? kindOf(json) : undefined;
  if (found && found !== kind) {
    const other = found === 'graph model' ? 'loadGraphModelFromDisk' : 'loadLayersModelFromDisk';
    const then = found === 'graph model' ? 'graphEncoder' : 'layersEncoder';
    throw invalidFile(
      `${caller}: expected a ${kind}; ${file} is a ${found}; load it with ${other}, and use ${then} of @csm/core.`,
    );
  }
  if (!isObject(json) || !isObject(json.modelTopology) || !Array.isArray(json.weightsManifest)) {
    throw invalidFile(`${caller}: expected a tfjs ${kind}; ${file} ${whatIsMissing(json, contents)}.`);
  }
  checkManifest(caller, file, json.weightsManifest);
  return json as unknown as io.ModelJSON;
}

/** The kind of model that the JSON states, or that its topology has. */
function kindOf({ format, modelTopology }: JsonObject): ModelKind | undefined {
  if (format === 'graph-model' || (isObject(modelTopology) && 'node' in modelTopology)) return 'graph model';
  if (
    format === 'layers-model' ||
    (isObject(modelTopology) && ('model_config' in modelTopology || 'class_name' in modelTopology))
  ) {
    return 'layers model';
  }
  return undefined;
}

function whatIsMissing(json: unknown, contents: Uint8Array): string {
  if (isObject(json) && ('class_name' in json || 'config' in json)) {
    return (
      'has the layers of a Keras model without its weights (model.to_json or config.json); save the whole model with ' +
      'model.save("model.keras") and pass that file'
    );
  }
  if (Array.isArray(json) && json.every((group) => isObject(group) && 'paths' in group)) {
    return 'is a list of weights without a model; pass the model.json that belongs to it, or convert the model again';
  }
  const missing =
    'has no modelTopology or no weightsManifest; save the model again, or copy the whole folder again';
  return isObject(json) ? missing : butIs(contents, missing);
}

function checkManifest(caller: string, file: string, manifest: readonly unknown[]): void {
  const isGroup = (group: unknown) =>
    isObject(group) &&
    Array.isArray(group.paths) &&
    group.paths.every((path) => typeof path === 'string') &&
    Array.isArray(group.weights) &&
    group.weights.every(isObject);
  if (manifest.every(isGroup)) return;
  throw invalidFile(
    `${caller}: expected a weightsManifest with paths and weights in each group; a group in ${file} lacks them; save the model ` +
      'again, or copy the file again.',
  );
}

/** Reads a weight file. @throws if its path leads out of the folder. */
async function readInside(caller: string, file: string, path: string): Promise<Shard> {
  const folder = dirname(file);
  const target = resolve(folder, path);
  const within = relative(resolve(folder), target);
  if (isAbsolute(path) || within.startsWith('..') || isAbsolute(within)) {
    throw invalidFile(
      `${caller}: expected weight files inside the folder of ${file}; it names "${path}"; copy the file into the folder ` +
        `and correct its path to "${basename(path)}".`,
    );
  }
  return { path: target, bytes: await readExisting(caller, target, file) };
}

/** @throws for NaN and infinite weights. Graph models have such constants on purpose, such as −Infinity in a mask. */
function checkFinite(
  caller: string,
  file: string,
  specs: readonly io.WeightsManifestEntry[],
  shards: readonly Shard[],
): void {
  const weights = Buffer.concat(shards.map(({ bytes }) => bytes));
  const invalid = findNonFinite(weights, specs, byteLengths(caller, file, specs));
  if (!invalid) return;
  throw invalidFile(
    `${caller}: expected finite weights; "${invalid.name}" in ${shards.map(({ path }) => path).join(', ')} holds ${invalid.value}, because ` +
      'the file is damaged or training diverged; copy the file again or train the model again.',
  );
}
