import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

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

/** Reads and checks `model.json` and the weight files that it names, without making any tensor. */
export async function readModel(caller: string, folder: string): Promise<io.ModelArtifacts> {
  const file = join(folder, MODEL_FILE);
  const json = (await readJson(caller, file)) as io.ModelJSON;
  if (!isObject(json) || !isObject(json.modelTopology) || !Array.isArray(json.weightsManifest)) {
    throw new Error(
      `${caller}: ${file} is no tfjs layers model (modelTopology and weightsManifest expected). ` +
        'Save the model again, or copy the whole folder again.',
    );
  }
  return io.getModelArtifactsForJSON(json, async (manifest) => {
    const specs = io.getWeightSpecs(manifest);
    const paths = manifest.flatMap((group) => group.paths);
    const parts = await Promise.all(paths.map((path) => readInside(caller, folder, file, path)));
    const weights = Buffer.concat(parts);
    const expected = specs.reduce((sum, spec) => sum + byteLength(caller, file, spec), 0);
    if (weights.byteLength !== expected) {
      throw new Error(
        `${caller}: the weights of ${file} (${paths.join(', ')}) should hold ${expected} bytes but hold ` +
          `${weights.byteLength}${describeContents(weights)}. The copy is incomplete or of another model; copy it again.`,
      );
    }
    return [specs, new Uint8Array(weights).buffer];
  });
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
    throw new Error(`${caller}: ${file} ${what}; expected a folder written by saveVae in ${dirname(file)}.`, {
      cause,
    });
  }
}

/** What the first bytes look like, for messages about files that are not what their name says. */
function describeContents(contents: Buffer): string {
  const start = contents.subarray(0, 200).toString('latin1').trimStart().toLowerCase();
  if (start.startsWith('<!doctype') || start.startsWith('<html')) return ' (it is an HTML page)';
  if (start.startsWith('version https://git-lfs')) return ' (it is a Git LFS pointer)';
  return '';
}

const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
};

function byteLength(caller: string, file: string, spec: io.WeightsManifestEntry): number {
  const dtype = spec.quantization?.dtype ?? spec.dtype;
  const bytes = BYTES[dtype];
  if (bytes === undefined || !Array.isArray(spec.shape)) {
    throw new Error(
      `${caller}: ${file} describes weight "${spec.name}" with dtype "${dtype}"; expected one of ` +
        `${Object.keys(BYTES).join(', ')} and a shape.`,
    );
  }
  return spec.shape.reduce((product, length) => product * length, bytes);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
