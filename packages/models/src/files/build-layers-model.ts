import { dispose, io, type NamedTensorMap } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { isObject, type JsonObject } from '../checks/is-object.js';
import { matchKeras3Weights } from '../keras/keras-3-weights.js';
import { modelOfTopology, notBuilt } from '../topology/model-of-topology.js';

/** Makes a model and sets its weights. Its optimizer, if one was saved, is left out; its metadata are kept. */
export async function buildLayersModel(
  where: string,
  { modelTopology, weightData = [], weightSpecs = [], userDefinedMetadata }: io.ModelArtifacts,
): Promise<LayersModel> {
  const topology = modelTopology as JsonObject;
  const model = modelOfTopology(where, topology, weightSpecs);
  let weights: NamedTensorMap = {};
  try {
    weights = io.decodeWeights(weightData, weightSpecs);
    const optimizer = weightSpecs.filter((spec) => spec.group === 'optimizer').map(({ name }) => name);
    const ofModel = Object.entries(weights).filter(([name]) => !optimizer.includes(name));
    if (ofModel.every(([name]) => isPathOfKeras3(name))) {
      const config = isObject(topology.model_config) ? topology.model_config : topology;
      const matches = matchKeras3Weights(where, model, config, new Map(ofModel));
      for (const { variable, from } of matches) variable.write(from);
    } else model.loadWeights(Object.fromEntries(ofModel));
    if (isObject(userDefinedMetadata)) model.setUserDefinedMetadata(userDefinedMetadata);
    return model;
  } catch (cause) {
    model.dispose();
    throw cause instanceof Error && 'code' in cause ? cause : notBuilt(where, cause);
  } finally {
    dispose(weights);
  }
}

/** tensorflowjs_converter names the weights of a `.keras` file by their paths: `layers/dense_1/vars/0`. */
function isPathOfKeras3(name: string): boolean {
  return /\/vars\/\d+$/.test(name) || /^(optimizer|compile_metrics)\//.test(name);
}
