import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { io } from '@tensorflow/tfjs-core';
import type { Numbers } from './float64-model.js';
import type { RawNode } from './raw-node.js';

/** A GraphModel, its nodes as they are in the file, and its weights in float64. */
export interface LoadedModel {
  readonly model: GraphModel;
  readonly nodes: readonly RawNode[];
  readonly weights: ReadonlyMap<string, Numbers>;
}

/** Reads `model.json` and the files of weights that it names. */
export async function loadModel(path: string): Promise<LoadedModel> {
  const { modelTopology, weightsManifest, format, signature } = JSON.parse(readFileSync(path, 'utf8'));
  const files = weightsManifest.flatMap(({ paths }: { paths: string[] }) => paths);
  const bytes = Buffer.concat(files.map((file: string) => readFileSync(join(dirname(path), file))));
  const model = await loadGraphModel(
    io.fromMemory({
      modelTopology,
      format,
      signature,
      weightSpecs: weightsManifest.flatMap(({ weights }: { weights: io.WeightsManifestEntry[] }) => weights),
      weightData: new Uint8Array(bytes).buffer,
    }),
  );
  const weights = Object.entries(model.weights).map(([name, [tensor]]): [string, Numbers] => [
    name,
    { shape: tensor!.shape, data: Float64Array.from(tensor!.dataSync()) },
  ]);
  return { model, nodes: modelTopology.node, weights: new Map(weights) };
}
