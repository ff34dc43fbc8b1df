import { isObject, type JsonObject } from '../checks/is-object.js';
import { checkLayer } from './check-layer.js';
import { convertDtype, convertObject, renamed } from './convert-values.js';
import { convertNodes, isReference, type TensorReference } from './inbound-nodes.js';
import { isModelClass, type LayerConfig, layerConfig, layersOfConfig } from './layer-config.js';

/** Options that contain layers. */
const KNOWN_PARTS = ['layer', 'cell', 'cells'];

/**
 * The topology of Keras 3 as tfjs 4.22 reads it. Keras 3 writes `batch_shape` instead of `batch_input_shape`, policies instead of
 * types, and calls of layers as `{ args, kwargs }`; the other differences are the names of some options.
 * Format: the files that Keras 3.0 to 3.15 write.
 */
export function convertKeras3(where: string, json: JsonObject): JsonObject {
  const layer = layerConfig(where, json);
  checkLayer(where, layer, true);
  const config = isModelClass(layer.className) ? modelConfig(where, layer) : ownConfig(where, layer);
  return { class_name: layer.className, config };
}

function modelConfig(where: string, { className, config }: LayerConfig): JsonObject {
  const layers = layersOfConfig(where, config);
  const { name } = config;
  if (className === 'Sequential')
    return { name, layers: layers.map(({ json }) => convertKeras3(where, json)) };
  const reference = (tensor: TensorReference) => tfjsReference(layers, tensor, config);
  return {
    name,
    layers: layers.map((layer) => ({
      ...convertKeras3(where, layer.json),
      name: layer.name,
      inbound_nodes: convertNodes(where, layer, reference),
    })),
    input_layers: references(config.input_layers).map(reference),
    output_layers: references(config.output_layers).map(reference),
  };
}

/** A single reference, a list of references, or an object of named ones, as a list. */
function references(value: unknown): TensorReference[] {
  if (isReference(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(references);
  return isObject(value) ? Object.values(value).flatMap(references) : [];
}

/**
 * In tfjs the first call of a nested model has number 1, because number 0 is the call that made the model. Keras 3 counts
 * from 0; if a file counts from 1, its highest number is the number of calls.
 */
function tfjsReference(
  layers: readonly LayerConfig[],
  [name, node, output]: TensorReference,
  config: JsonObject,
): TensorReference {
  const layer = layers.find((each) => each.name === name);
  if (!layer || !isModelClass(layer.className)) return [name, node, output];
  const calls = Array.isArray(layer.json.inbound_nodes) ? layer.json.inbound_nodes.length : 0;
  const isFromOne = highestNode(config, name) >= calls;
  return [name, isFromOne ? node : node + 1, output];
}

/** The highest number of a call of a layer in any reference. */
function highestNode(value: unknown, name: string): number {
  if (isReference(value)) return value[0] === name ? value[1] : -1;
  const parts = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return parts.reduce<number>((highest, part) => Math.max(highest, highestNode(part, name)), -1);
}

/** The options of a layer. Options that tfjs does not know are left as they are; it ignores them. */
function ownConfig(where: string, { className, name, config }: LayerConfig): JsonObject {
  // Not by assignment, which would set the prototype for an option with the name "__proto__".
  const { backward_layer, ...converted }: JsonObject = Object.fromEntries(
    Object.entries(config).map(([option, value]) => [option, optionValue(where, name, option, value)]),
  );
  if (className === 'InputLayer') {
    const { batch_shape, ...rest } = converted;
    return { ...rest, batch_input_shape: batch_shape ?? converted.batch_input_shape };
  }
  // tfjs calls the slope alpha.
  if (className === 'LeakyReLU' && converted.alpha === undefined) converted.alpha = converted.negative_slope;
  return converted;
}

function optionValue(where: string, layer: string, option: string, value: unknown): unknown {
  if (KNOWN_PARTS.includes(option)) return part(where, value);
  if (option === 'dtype') return convertDtype(where, layer, value);
  if (/activation$/.test(option)) return isObject(value) ? convertObject(value) : renamed(value);
  return isObject(value) && 'class_name' in value ? convertObject(value) : value;
}

/** The layer or cells in a wrapper. */
function part(where: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => part(where, each));
  return isObject(value) ? convertKeras3(where, value) : value;
}
