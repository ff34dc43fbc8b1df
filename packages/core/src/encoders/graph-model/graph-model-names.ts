import type { NamedOutput } from '../walked-model.js';
import type { ConverterNode, TensorName } from './converter-graph.js';

/**
 * The name of an output in the signature or, if the signature only numbers its outputs, the name of the output's
 * layer.
 */
export function outputName({ name, signatureKey }: ConverterNode, tensor: string): string {
  if (signatureKey !== undefined && !/^output_\d+$/.test(signatureKey)) return signatureKey;
  return layerName(tensor) ?? signatureKey ?? name;
}

/**
 * All valid names: the full name of each tensor; the name of each Keras layer, which stands for the layer's last
 * node; and the name of each output in the signature.
 */
export function namedOutputs(
  tensors: ReadonlyMap<TensorName, number>,
  outputs: readonly NamedOutput[],
): NamedOutput[] {
  const named = new Map([...tensors].map(([tensor, id]) => [tensor.replace(/:0$/, ''), id]));
  for (const [layer, id] of lastNodesOfLayers(named)) if (!named.has(layer)) named.set(layer, id);
  for (const { name, id } of outputs) named.set(name, id);
  return [...named].map(([name, id]) => ({ name, id }));
}

/** The last node of each layer whose name is unique. */
function lastNodesOfLayers(named: ReadonlyMap<string, number>): Map<string, number> {
  const scopes = new Map<string, Set<string>>();
  const last = new Map<string, number>();
  for (const [name, id] of named) {
    const layer = layerName(name);
    if (layer === undefined) continue;
    const scope = name.slice(0, name.lastIndexOf('/'));
    scopes.set(layer, (scopes.get(layer) ?? new Set()).add(scope));
    last.set(layer, Math.max(id, last.get(layer) ?? 0));
  }
  return new Map([...last].filter(([layer]) => scopes.get(layer)!.size === 1));
}

/** Keras' name of the layer that a node belongs to: `dense_1` of `StatefulPartitionedCall/model/dense_1/BiasAdd`. */
function layerName(name: string): string | undefined {
  return name.split('/').at(-2);
}
