import { type ConceptVector, dotProduct, explain } from '@csm/core';
import { encoderOfGraph, type Graph, type GraphNode, type Operation } from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { gradient } from '../src/methods/gradient.js';

/**
 * Gradient × attention and attention rollout of one sample by their definitions, with whole matrices: the values of the tokens, the class token included.
 *
 * The gradient of attention weights is that of a network whose input are these weights, and in which everything else that does not depend
 * on them is a constant.
 *
 * @param x one sample, `[...inputShape]`.
 * @param rows the tokens that the latent reads.
 */
export async function tokensByDefinition(
  graph: Graph,
  x: { readonly data: Float32Array; readonly shape: readonly number[] },
  concept: ConceptVector,
  rows: readonly number[],
): Promise<Record<'gradientTimesAttention' | 'attentionRollout', number[]>> {
  const softmaxes = graph.nodes.filter(
    ({ operation }) => operation.kind === 'activation' && operation.activation === 'softmax',
  );
  const [length = 0] = softmaxes[0]!.outputShape.slice(-1);
  let product = identity(length);
  let rollout = identity(length);
  for (const { id, outputShape } of softmaxes) {
    const weights = outputOf(graph, id, x);
    const slopes = await gradientAt(graph, id, x, weights, concept);
    // Models for a fixed batch have copies of a sample before the heads, of which the first is read.
    const heads = outputShape.at(-3)!;
    const mixed = matrix(length, (i, j) => {
      const terms = Array.from({ length: heads }, (_, h) => {
        const at = (h * length + i) * length + j;
        return Math.max(weights[at]! * slopes[at]!, 0);
      });
      return sum(terms) / heads;
    });
    const mean = matrix(length, (i, j) => {
      const terms = Array.from({ length: heads }, (_, h) => weights[(h * length + i) * length + j]!);
      return sum(terms) / heads;
    });
    product = plus(product, times(mixed, product));
    rollout = times(
      matrix(length, (i, j) => (mean[i]![j]! + (i === j ? 1 : 0)) / 2),
      rollout,
    );
  }
  const moved = matrix(length, (i, j) => product[i]![j]! - (i === j ? 1 : 0));
  return { gradientTimesAttention: meanRow(moved, rows), attentionRollout: meanRow(rollout, rows) };
}

type Matrix = number[][];
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const matrix = (length: number, at: (i: number, j: number) => number): Matrix =>
  Array.from({ length }, (_, i) => Array.from({ length }, (_, j) => at(i, j)));
const identity = (length: number) => matrix(length, (i, j) => (i === j ? 1 : 0));
const plus = (a: Matrix, b: Matrix) => matrix(a.length, (i, j) => a[i]![j]! + b[i]![j]!);
const times = (a: Matrix, b: Matrix) =>
  matrix(a.length, (i, j) => sum(a[i]!.map((value, k) => value * b[k]![j]!)));
const meanRow = (a: Matrix, rows: readonly number[]) =>
  a.map((_, j) => sum(rows.map((i) => a[i]![j]!)) / rows.length);

/** The output of a node for one sample. */
function outputOf(
  graph: Graph,
  id: number,
  x: { readonly data: Float32Array; readonly shape: readonly number[] },
): Float32Array {
  const { outputShape } = graph.nodes[id]!;
  const size = outputShape.reduce((a, b) => a * b, 1);
  const flat: GraphNode = {
    id: id + 1,
    name: 'flat',
    operation: { kind: 'reshape', shape: [size] },
    inputs: [id],
    outputShape: [size],
  };
  const nodes = [...graph.nodes.slice(0, id + 1), flat];
  return tf.tidy(
    () =>
      encoderOfGraph({ ...graph, nodes, output: id + 1 })
        .encode(tf.tensor(x.data, [1, ...x.shape]))
        .dataSync() as Float32Array,
  );
}

async function gradientAt(
  graph: Graph,
  id: number,
  x: { readonly data: Float32Array; readonly shape: readonly number[] },
  weights: Float32Array,
  concept: ConceptVector,
): Promise<ArrayLike<number>> {
  const depends = new Set([id]);
  for (const node of graph.nodes) if (node.inputs.some((from) => depends.has(from))) depends.add(node.id);
  const isRead = (other: number) =>
    graph.nodes.some((node) => node.id !== id && depends.has(node.id) && node.inputs.includes(other));
  const constants: tf.Tensor[] = [];
  const nodes = graph.nodes.map((node): GraphNode => {
    const { constantInputs: _, ...own } = node;
    if (node.id === id) return { ...own, operation: { kind: 'input' }, inputs: [] };
    if (depends.has(node.id)) return own;
    const value = isRead(node.id)
      ? tf.tensor(outputOf(graph, node.id, x), [...node.outputShape])
      : tf.scalar(0);
    constants.push(value);
    return { ...own, operation: { kind: 'constant', value } as Operation, inputs: [] };
  });
  const encoder = encoderOfGraph({ nodes, input: id, output: graph.output });
  const shape = [1, ...graph.nodes[id]!.outputShape];
  const { maps } = await explain(encoder, dotProduct(concept), ndarray(weights, shape), gradient());
  tf.dispose(constants);
  return maps.data;
}
