import { unsupportedModel } from '@csm/base';
import { isObject, type JsonObject } from '../checks/is-object.js';
import { CONVERT_TO_GRAPH } from './check-layer.js';
import type { LayerConfig } from './layer-config.js';

/** Layer, number of the call and number of the output: how Keras and tfjs refer to a tensor. */
export type TensorReference = readonly [string, number, number];

/** The tensor that `{ class_name: '__keras_tensor__', config: { keras_history } }` refers to. */
export function tensorReference(value: unknown): TensorReference | undefined {
  if (!isObject(value) || value.class_name !== '__keras_tensor__' || !isObject(value.config))
    return undefined;
  const history = value.config.keras_history;
  return isReference(history) ? history : undefined;
}

/** Whether a value is a reference as in `input_layers`: `["input_1", 0, 0]`. */
export function isReference(value: unknown): value is TensorReference {
  if (!Array.isArray(value) || value.length < 3) return false;
  const [name, node, output] = value as unknown[];
  return typeof name === 'string' && typeof node === 'number' && typeof output === 'number';
}

/**
 * The calls of a layer as tfjs reads them, `[[name, node, output, kwargs], …]` for each call. Keras 3 writes
 * `{ args, kwargs }`. The initial states of a recurrent layer are further inputs in tfjs.
 *
 * @param reference converts a reference.
 * @throws for arguments other than tensors.
 */
export function convertNodes(
  where: string,
  layer: LayerConfig,
  reference: (tensor: TensorReference) => TensorReference,
): unknown[] {
  const nodes = layer.json.inbound_nodes;
  if (['NotEqual', 'Any'].includes(layer.className)) throw refusal(where, layer, 'to make a mask');
  if (!Array.isArray(nodes)) return [];
  return nodes.map((node) => {
    if (!isObject(node)) return node;
    const { args = [], kwargs = {} } = node as { args?: unknown; kwargs?: JsonObject };
    const { initial_state, training, ...rest } = kwargs;
    const unknown = Object.entries(rest).find(([, value]) => value !== null && value !== false);
    if (unknown) throw refusal(where, layer, unknown[0] === 'mask' ? 'with a mask' : `with ${unknown[0]}`);
    // In use, a layer that was called with training=True computes as in training.
    const options = training === true ? { training } : {};
    const states = initial_state === undefined || initial_state === null ? [] : [initial_state];
    return [args, states].flat(3).map((value) => {
      const tensor = tensorReference(value);
      if (!tensor) throw refusal(where, layer, `with the constant ${JSON.stringify(value)}`);
      return [...reference(tensor), options];
    });
  });
}

function refusal(where: string, { name, className }: LayerConfig, how: string): Error {
  return unsupportedModel(
    `${where}: expected layers that are called with tensors; layer "${name}" (${className}) is called ${how}; ` +
      `${CONVERT_TO_GRAPH}.`,
  );
}
