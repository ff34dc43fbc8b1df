import { modelDisposed, weightsOfModel } from '@csm/base';
import { Tensor } from '@tensorflow/tfjs-core';
import type { Graph } from '../graph/graph.js';
import type { GraphModel } from './graph-model/graph-model.js';

/**
 * @throws if a weight that a graph reads was disposed, as when its model was.
 * @category Write an encoder
 */
export function checkWeights(caller: string, graph: Graph): void {
  if (weightsOf(graph).some(({ isDisposed }) => isDisposed)) throw modelDisposed(caller);
}

/** The weights that the operations of a graph read. */
function weightsOf({ nodes }: Graph): { readonly isDisposed: boolean }[] {
  const models = new Set<GraphModel>();
  const own = nodes.flatMap(({ operation }) => {
    if (operation.kind === 'posteriorSample') return [];
    if (operation.kind === 'layer') return weightsOfModel(operation.layer);
    if (operation.kind === 'graphOperation') models.add(operation.model);
    return Object.values(operation).filter((value: unknown) => value instanceof Tensor);
  });
  return [...own, ...[...models].flatMap(weightsOfModel)];
}
