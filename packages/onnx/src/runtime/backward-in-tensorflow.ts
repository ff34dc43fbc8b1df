import { type BackwardRules, encoderOfGraph, type Graph, type Trace } from '@csm/core/extend';
import { dispose, type Tensor, type Tensor2D, tensor } from '@tensorflow/tfjs-core';
import type { Weights } from '../write/weights.js';
import type { EngineInputs } from './engine.js';
import { graphWithTensors } from './snapshot.js';

/**
 * Runs a forward and a backward pass in TensorFlow.js, for rules that cannot be recorded.
 * @param graph a graph of a `Snapshot`.
 * @returns the cotangent of the inputs; the caller must dispose it.
 */
export async function backwardInTensorFlow(
  graph: Graph,
  weights: Weights,
  { input, side }: EngineInputs,
  accurateSums: boolean,
  rules: BackwardRules,
  cotangent: Tensor2D,
): Promise<Tensor> {
  const sideNumbers = side.map(({ data }) => data as Float32Array);
  const made = graphWithTensors(graph, weights, sideNumbers);
  const inputs = tensor(input.data as Float32Array, [...input.dims]);
  let trace: Trace | undefined;
  try {
    trace = encoderOfGraph(made.graph).trace(inputs, { accurateSums, rules });
    return await trace.backward(cotangent, rules, { last: true });
  } finally {
    trace?.dispose();
    dispose([inputs, ...made.tensors]);
  }
}
