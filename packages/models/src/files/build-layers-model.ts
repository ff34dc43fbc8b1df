import { sentence, unsupportedModel } from '@csm/base';
import { registerChainedOperations } from '@csm/base/tfjs';
import { dispose, io, type NamedTensorMap } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import type { JsonObject } from '../checks/is-object.js';
import { CONVERT_TO_GRAPH } from '../topology/check-layer.js';
import { checkTopology } from '../topology/check-topology.js';
import { tfjsTopology } from '../topology/tfjs-topology.js';

/**
 * Makes a model from its topology; its weights are still initial values.
 * @param where the beginning of messages: function and file.
 * @param weights the weights that the file holds; if they are unknown, the sizes of layers are not checked.
 * @throws for models that tfjs cannot build.
 */
export async function modelOfTopology(
  where: string,
  topology: JsonObject,
  weights?: readonly io.WeightsManifestEntry[],
): Promise<LayersModel> {
  const modelTopology = tfjsTopology(where, topology);
  checkTopology(where, modelTopology, weights);
  registerChainedOperations();
  try {
    return await loadLayersModel(io.fromMemory({ modelTopology }));
  } catch (cause) {
    throw notBuilt(where, cause);
  }
}

/** Makes a model and sets its weights. Its optimizer, if one was saved, is left out. */
export async function buildLayersModel(
  where: string,
  { modelTopology, weightData = [], weightSpecs = [] }: io.ModelArtifacts,
): Promise<LayersModel> {
  const model = await modelOfTopology(where, modelTopology as JsonObject, weightSpecs);
  let weights: NamedTensorMap = {};
  try {
    // The weights are set here rather than by tfjs, which would leak the whole model if they did not fit.
    weights = io.decodeWeights(weightData, weightSpecs);
    const optimizer = weightSpecs.filter((spec) => spec.group === 'optimizer').map(({ name }) => name);
    const ofModel = Object.entries(weights).filter(([name]) => !optimizer.includes(name));
    model.loadWeights(Object.fromEntries(ofModel));
    return model;
  } catch (cause) {
    model.dispose();
    throw notBuilt(where, cause);
  } finally {
    dispose(weights);
  }
}

/** The error of tfjs with the file, and the way out for layers that tfjs does not have. */
function notBuilt(where: string, cause: unknown): Error {
  const { message } = cause as Error;
  const unknown = /^Unknown (\w+): ([^.]+)\./.exec(message);
  if (unknown) {
    return unsupportedModel(
      `${where}: expected a model that tfjs can build; tfjs has no ${unknown[1]} "${unknown[2]}"; register your own class with ` +
        `tf.serialization.registerClass, or ${CONVERT_TO_GRAPH}.`,
      { cause },
    );
  }
  return unsupportedModel(
    `${where}: expected a model that tfjs can build; tfjs reports: ${sentence(message)}`,
    {
      cause,
    },
  );
}
