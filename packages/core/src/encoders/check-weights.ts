import { Tensor } from '@tensorflow/tfjs-core';
import type { Graph } from '../graph/graph.js';
import { checkNotDisposed } from './check-not-disposed.js';
import { weightsOfGraphModel } from './graph-model/converter-graph.js';
import type { GraphModel } from './graph-model/graph-model.js';
import { weightsOfLayers } from './layers-model/weights-of-layers.js';

/** @throws if a weight that a graph reads was disposed, as when its model was. */
export function checkWeights(caller: string, graph: Graph): void {
  checkNotDisposed(caller, weightsOf(graph));
}

/** The weights that the operations of a graph read. */
function weightsOf({ nodes }: Graph): Pick<Tensor, 'isDisposed'>[] {
  const models = new Set<GraphModel>();
  const own = nodes.flatMap(({ operation }) => {
    if (operation.kind === 'posteriorSample') return [];
    if (operation.kind === 'layer') return weightsOfLayers([operation.layer]);
    if (operation.kind === 'graphOperation') models.add(operation.model);
    return Object.values(operation).filter((value: unknown) => value instanceof Tensor);
  });
  return [...own, ...[...models].flatMap(weightsOfGraphModel)];
}
