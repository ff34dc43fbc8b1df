import { unsupportedModel } from '@csm/base';
import { isObject, type JsonObject } from '../checks/is-object.js';
import { CONVERT_TO_GRAPH, checkLayer } from './check-layer.js';
import { convertKeras3 } from './convert-keras-3.js';
import { isModelClass, layerConfig, layersOfConfig } from './layer-config.js';

/**
 * The topology of a file as tfjs 4.22 reads it: what Keras 3 writes is converted, and values that tfjs
 * does not have are replaced. The file's object is not changed.
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
  if (converted === model) {
    checkLayers(where, model);
    checkMasks(where, model);
  }
  return withKnownValues(converted) as JsonObject;
}

/** Whether Keras 3 wrote a topology. Only Keras 3 writes `batch_shape`, calls as objects and policies of types. */
export function isKeras3(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isKeras3);
  if (!isObject(value)) return false;
  if (value.class_name === 'InputLayer' && isObject(value.config) && 'batch_shape' in value.config)
    return true;
  if (value.class_name === '__keras_tensor__' || value.class_name === 'DTypePolicy') return true;
  return Object.values(value).some(isKeras3);
}

/**
 * A mask makes Keras write zeros into the output of a Bidirectional layer, and tfjs the previous step.
 * @throws for models that have both. Keras 3 lists masks as calls, which are rejected where they are converted.
 */
function checkMasks(where: string, model: JsonObject): void {
  const text = JSON.stringify(model);
  const hasMask = /"class_name":"Masking"|"mask_zero":true/.test(text);
  if (!hasMask || !/"zero_output_for_mask":true/.test(text)) return;
  throw unsupportedModel(
    `${where}: expected layers that tfjs computes as Keras does; a layer has zero_output_for_mask true together with a mask; ` +
      `${CONVERT_TO_GRAPH}.`,
  );
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

/** The initial values that tfjs-layers 4.22 has, without Orthogonal: it computes that by a QR decomposition, which takes minutes. */
const INITIALIZERS =
  /^(zeros|ones|constant|randomUniform|randomNormal|truncatedNormal|identity|varianceScaling|(glorot|he)(Uniform|Normal))$/i;

/**
 * Replaces values for which tfjs has another name, or none: initial values that the weights of the file replace anyway, and
 * regularisers, of which tfjs has only the general form L1L2.
 */
function withKnownValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withKnownValues);
  if (!isObject(value)) return value;
  const { class_name, config } = value;
  if (/^L[12]$/.test(String(class_name)) && isObject(config)) {
    return { class_name: 'L1L2', config: { l1: config.l1 ?? 0, l2: config.l2 ?? 0 } };
  }
  return Object.fromEntries(
    Object.entries(value).map(([option, each]) => {
      const name = isObject(each) ? each.class_name : each;
      const isUnknown = /_initializer$/.test(option) && each !== null && !INITIALIZERS.test(String(name));
      return [option, isUnknown ? { class_name: 'Zeros', config: {} } : withKnownValues(each)];
    }),
  );
}
