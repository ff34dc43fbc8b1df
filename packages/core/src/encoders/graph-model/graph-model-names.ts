import type { NamedOutput } from '../walked-model.js';
import type { ConverterNode, TensorName } from './converter-graph.js';

/** The signature's name of an output, or its layer's where the signature only numbers it. */
export function outputName({ name, signatureKey }: ConverterNode, tensor: string): string {
  if (signatureKey !== undefined && !/^output_\d+$/.test(signatureKey)) return signatureKey;
  return layerName(tensor) ?? signatureKey ?? name;
}

/**
 * Each tensor by its full name; each Keras layer by its own name, which then means the layer's last node; each output by
 * its signature's.
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

/** Of layers whose name is given once. */
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
