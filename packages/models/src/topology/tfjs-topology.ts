import { unsupportedModel } from '@csm/base';
import { isObject, type JsonObject } from '../checks/is-object.js';
import { checkLayer } from './check-layer.js';
import { convertKeras3 } from './convert-keras-3.js';
import { isModelClass, layerConfig, layersOfConfig } from './layer-config.js';

/**
 * The topology of a file as tfjs 4.22 reads it: what Keras 3 writes is converted, and costly initial values are left out,
 * because weights are loaded. The file's object is not changed.
 *
 * @param where the beginning of messages: function and file.
 * @throws for models that tfjs cannot build, or would compute in another way than Keras.
 */
export function tfjsTopology(where: string, topology: JsonObject): JsonObject {
  const model = isObject(topology.model_config) ? topology.model_config : topology;
  const { className, name, config } = layerConfig(where, model);
  if (!isModelClass(className) && !('layers' in config)) {
    throw unsupportedModel(
      `${where}: expected a model made of layers; "${name}" is of the class ${className}, whose layers are in Python code; ` +
        'make a functional model of its layers in Keras, keras.Model(inputs, outputs), and save that.',
    );
  }
  const converted = isKeras3(model) ? convertKeras3(where, model) : model;
  if (converted === model) checkLayers(where, model);
  return withoutOrthogonal(converted) as JsonObject;
}

/** Whether Keras 3 wrote a topology. Only Keras 3 writes `batch_shape`, calls as objects and policies of types. */
export function isKeras3(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isKeras3);
  if (!isObject(value)) return false;
  if (value.class_name === 'InputLayer' && isObject(value.config) && 'batch_shape' in value.config) return true;
  if (value.class_name === '__keras_tensor__' || value.class_name === 'DTypePolicy') return true;
  return Object.values(value).some(isKeras3);
}

function checkLayers(where: string, json: unknown): void {
  const layer = layerConfig(where, json);
  checkLayer(where, layer, false);
  if (isModelClass(layer.className)) {
    const layers = layer.json.config;
    for (const { json: inner } of layersOfConfig(where, layers)) checkLayers(where, inner);
  }
  const { layer: wrapped } = layer.config;
  if (isObject(wrapped) && 'class_name' in wrapped) checkLayers(where, wrapped);
}

/**
 * The initial values of recurrent layers, which tfjs would compute by a slow QR decomposition (minutes for large layers) and
 * then replace by the weights of the file.
 */
function withoutOrthogonal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOrthogonal);
  if (!isObject(value)) return value;
  if (/^Orthogonal(Initializer)?$/.test(String(value.class_name)) && 'config' in value) {
    return { class_name: 'Zeros', config: {} };
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutOrthogonal(each)]));
}
