import { dispose } from '@tensorflow/tfjs-core';
import type { Constant } from '../../src/model/onnx-model.js';
import { readModel } from '../../src/model/read-model.js';
import { graphOfNodes, type NodesGraph } from '../graph-of-nodes.js';

/** The graph of a model of the standard's cases, as some of its floats are explained; or why it is refused. */
export type CaseGraph = {
  /** The inputs of the model that are inputs of the graph; the others are constants. */
  readonly explained: readonly number[];
  /** Whether the tensors of the inputs hold their axes in reverse. */
  readonly isReversed: boolean;
} & ({ readonly graph: NodesGraph } | { readonly refusal: string });

/**
 * The graphs of a model in which all floats with values are explained and, where there are several, each alone, because an operator may need the
 * others as constants. The weights of a graph are disposed before the next one is read.
 */
export async function* graphsOfCase(
  bytes: Uint8Array,
  constants: readonly Constant[],
): AsyncGenerator<CaseGraph> {
  const model = await readModel('test', bytes);
  const floats = constants.flatMap(({ type, data }, k) =>
    type.includes('float') && data.length > 0 ? [k] : [],
  );
  const names = model.inputs.map(({ name }) => name);
  const outputs = model.outputs.map(({ name }) => name).filter((name) => name !== '');
  for (const explained of [floats, ...(floats.length > 1 ? floats.map((k) => [k]) : [])]) {
    for (const isReversed of [false, true]) {
      const inputs = new Map(
        constants.map((constant, k) => [
          names[k] ?? '',
          explained.includes(k) ? { shape: constant.shape, type: constant.type } : constant,
        ]),
      );
      let graph: NodesGraph;
      try {
        graph = await graphOfNodes(model, inputs, outputs, isReversed);
      } catch (error) {
        yield { explained, isReversed, refusal: (error as Error).message };
        continue;
      }
      try {
        yield { explained, isReversed, graph };
      } finally {
        dispose(graph.builder.weights);
      }
    }
  }
}
