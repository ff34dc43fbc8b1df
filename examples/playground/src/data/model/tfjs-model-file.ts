import { invalidFile, size } from '@csm/base';
import { graphDecoder, graphEncoder, layersDecoder, layersEncoder } from '@csm/core';
import { registerGeneLayers } from '@csm/models';
import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type DroppedFile, nameOf } from '../files/dropped-file.js';
import { bytesOf } from '../files/kind-of-file.js';
import type { ModelFile } from './model-file.js';

/** A model.json of TensorFlow.js, layers or graph, with its files of weights. */
export async function tfjsModelFile(json: DroppedFile, weights: readonly DroppedFile[]): Promise<ModelFile> {
  const { path } = json;
  const model = await modelJson(json);
  const artifacts = await io.getModelArtifactsForJSON(model, async (manifest) => {
    const specs = io.getWeightSpecs(manifest);
    const files = manifest.flatMap((group) => group.paths.map((name) => weightFile(path, name, weights)));
    const parts = await Promise.all(files.map((each) => bytesOf(each.path, each.file)));
    const found = parts.reduce((sum, part) => sum + part.byteLength, 0);
    const expected = specs.reduce((sum, spec) => sum + bytesOfWeight(spec), 0);
    if (found !== expected) {
      throw invalidFile(
        `${path}: expected ${expected} bytes of weights; ${files.map((each) => each.path).join(', ')} ` +
          `${files.length === 1 ? 'has' : 'have'} ${found}; copy the model's folder again.`,
      );
    }
    return [specs, await new Blob(parts).arrayBuffer()];
  });
  const handler = io.fromMemory(artifacts);
  const isGraph =
    model.format === 'graph-model' || 'node' in (model.modelTopology as Readonly<Record<string, unknown>>);
  try {
    if (!isGraph) {
      const { loadLayersModel } = await import('@tensorflow/tfjs-layers');
      registerGeneLayers();
      return layersModelFile(path, 'TensorFlow.js layers model', await loadLayersModel(handler));
    }
    const { loadGraphModel } = await import('@tensorflow/tfjs-converter');
    const graph = await loadGraphModel(handler);
    return {
      path,
      format: 'TensorFlow.js graph model',
      encoder: async (options) => graphEncoder(graph, options),
      decoder: async (output) => graphDecoder(graph, { output }),
      dispose: () => graph.dispose(),
    };
  } catch (cause) {
    throw invalidFile(
      `${path}: expected a model that TensorFlow.js can load; it reports: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** A layers model; TensorFlow.js holds its weights. */
export function layersModelFile(path: string, format: string, model: LayersModel): ModelFile {
  return {
    path,
    format,
    outputs: model.outputNames,
    encoder: async (options) => layersEncoder(model, options),
    decoder: async (output) => layersDecoder(model, { output }),
    dispose: () => model.dispose(),
  };
}

async function modelJson({ path, file }: DroppedFile): Promise<io.ModelJSON> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(await bytesOf(path, file)));
  } catch (cause) {
    throw invalidFile(`${path}: expected JSON; it is damaged or cut off; copy it again.`, { cause });
  }
  const { modelTopology, weightsManifest } = { ...(json as Partial<io.ModelJSON>) };
  if (typeof modelTopology === 'object' && modelTopology !== null && isManifest(weightsManifest)) {
    return json as io.ModelJSON;
  }
  throw invalidFile(
    `${path}: expected the model.json of TensorFlow.js; it has no modelTopology or no weightsManifest; save the model again with ` +
      'model.save or tensorflowjs_converter.',
  );
}

const isManifest = (manifest: unknown): manifest is io.WeightsManifestConfig =>
  Array.isArray(manifest) &&
  manifest.every((group) => Array.isArray(group?.paths) && Array.isArray(group?.weights));

function weightFile(model: string, name: string, files: readonly DroppedFile[]): DroppedFile {
  const folder = model.slice(0, model.lastIndexOf('/') + 1);
  const found =
    files.find(({ path }) => path === `${folder}${name}`) ??
    files.find(({ path }) => nameOf(path) === nameOf(name));
  if (found) return found;
  throw invalidFile(`${model}: expected its file of weights, ${name}; it is not here; drop it as well.`);
}

const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  complex64: 8,
  float16: 2,
  uint16: 2,
  uint8: 1,
  bool: 1,
};

function bytesOfWeight(spec: io.WeightsManifestEntry): number {
  return size(spec.shape) * (BYTES[spec.quantization?.dtype ?? spec.dtype] ?? 4);
}
