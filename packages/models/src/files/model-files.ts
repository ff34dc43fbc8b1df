import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { dispose, io, type NamedTensorMap } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { byteLength, findNonFinite, storedTypes } from './weights-manifest.js';

const MODEL_FILE = 'model.json';
const WEIGHTS_FILE = 'weights.bin';

/** Writes `model.json` and `weights.bin` in tfjs' own format; `folder` is made. */
export async function writeModel(model: LayersModel, folder: string): Promise<void> {
  await mkdir(folder);
  await model.save(
    io.withSaveHandler(async (artifacts) => {
      const manifest = [{ paths: [WEIGHTS_FILE], weights: artifacts.weightSpecs ?? [] }];
      const weights = io.CompositeArrayBuffer.join(artifacts.weightData);
      const { modelTopology, format, generatedBy, convertedBy } = artifacts;
      const json = { modelTopology, format, generatedBy, convertedBy, weightsManifest: manifest };
      await writeDurably(join(folder, WEIGHTS_FILE), new Uint8Array(weights));
      await writeDurably(join(folder, MODEL_FILE), JSON.stringify(json));
      return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
}

/** Writes a file and waits until it is on the disk, so that a later rename never overtakes the contents. */
export async function writeDurably(file: string, contents: string | Uint8Array): Promise<void> {
  await writeFile(file, contents, { flush: true, flag: 'wx' });
}

/** What {@link readModel} read. */
export interface ModelFiles {
  /** Its `model.json`. */
  readonly file: string;
  readonly artifacts: io.ModelArtifacts;
}

/** Reads and checks `model.json` and the weight files that it names, without making any tensor. */
export async function readModel(caller: string, folder: string): Promise<ModelFiles> {
  const file = join(folder, MODEL_FILE);
  const json = (await readJson(caller, file)) as io.ModelJSON;
  if (!isObject(json) || !isObject(json.modelTopology) || !Array.isArray(json.weightsManifest)) {
    throw new Error(
      `${caller}: ${file} is no tfjs layers model (modelTopology and weightsManifest expected). ` +
        'Save the model again, or copy the whole folder again.',
    );
  }
  if (json.format === 'graph-model') {
    throw new Error(
      `${caller}: ${file} is a graph model; only layers models can be taken apart. Save it from Keras and convert it ` +
        'with --output_format=tfjs_layers_model.',
    );
  }
  const artifacts = await io.getModelArtifactsForJSON(json, async (manifest) => {
    const specs = io.getWeightSpecs(manifest);
    const paths = manifest.flatMap((group) => group.paths);
    const parts = await Promise.all(paths.map((path) => readInside(caller, folder, file, path)));
    const weights = Buffer.concat(parts);
    const expected = specs.reduce((sum, spec) => sum + expectedBytes(caller, file, spec), 0);
    if (weights.byteLength !== expected) {
      throw new Error(
        `${caller}: the weights of ${file} (${paths.join(', ')}) should hold ${expected} bytes but hold ` +
          `${weights.byteLength}${describeContents(weights)}. The copy is incomplete or of another model; copy it again.`,
      );
    }
    const bad = findNonFinite(weights, specs);
    if (bad) {
      throw new Error(
        `${caller}: ${paths.map((path) => join(folder, path)).join(', ')}: weight "${bad.name}" holds ${bad.value}; ` +
          'the file is damaged or the model was saved after training diverged. Train it anew or copy it again.',
      );
    }
    return [specs, new Uint8Array(weights).buffer];
  });
  return { file, artifacts };
}

/** Makes the model. Its optimizer, where one was saved, is left out. */
export async function buildModel(caller: string, { file, artifacts }: ModelFiles): Promise<LayersModel> {
  const { modelTopology, weightData, weightSpecs = [] } = artifacts;
  let model: LayersModel | undefined;
  let weights: NamedTensorMap = {};
  try {
    // Weights come second, by our own hand: where they do not fit, tfjs would keep all that it had made.
    model = await loadLayersModel(io.fromMemory({ modelTopology: modelTopology as object }));
    weights = io.decodeWeights(weightData!, weightSpecs);
    const ofModel = weightSpecs.filter((spec) => spec.group !== 'optimizer');
    model.loadWeights(Object.fromEntries(ofModel.map(({ name }) => [name, weights[name]!])));
    return model;
  } catch (cause) {
    model?.dispose();
    throw new Error(`${caller}: tfjs cannot build the model of ${file}: ${(cause as Error).message}`, {
      cause,
    });
  } finally {
    dispose(weights);
  }
}

/** Reads JSON; tells an absent file, an HTML page and a Git LFS pointer from broken JSON. */
export async function readJson(caller: string, file: string): Promise<unknown> {
  const text = (await readExisting(caller, file)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(
      `${caller}: ${file} is not valid JSON${describeContents(Buffer.from(text))}. Copy or save it again.`,
      { cause },
    );
  }
}

async function readInside(caller: string, folder: string, manifest: string, path: string): Promise<Buffer> {
  const target = resolve(folder, path);
  const within = relative(resolve(folder), target);
  if (isAbsolute(path) || within.startsWith('..') || isAbsolute(within)) {
    throw new Error(
      `${caller}: ${manifest} names a weight file outside its folder, "${path}"; only files beside it are read.`,
    );
  }
  return readExisting(caller, target);
}

async function readExisting(caller: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new Error(
      `${caller}: ${file} ${what}; is ${dirname(file)} the folder that the model was saved to?`,
      { cause },
    );
  }
}

/** What the first bytes look like, for messages about files that are not what their name says. */
function describeContents(contents: Buffer): string {
  const start = contents.subarray(0, 200).toString('latin1').trimStart().toLowerCase();
  if (start.startsWith('<!doctype') || start.startsWith('<html')) return ' (it is an HTML page)';
  if (start.startsWith('version https://git-lfs')) return ' (it is a Git LFS pointer)';
  return '';
}

function expectedBytes(caller: string, file: string, spec: io.WeightsManifestEntry): number {
  const bytes = byteLength(spec);
  if (bytes !== undefined) return bytes;
  throw new Error(
    `${caller}: ${file} describes weight "${spec.name}" with dtype "${spec.quantization?.dtype ?? spec.dtype}"; ` +
      `expected one of ${storedTypes.join(', ')} and a shape.`,
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
