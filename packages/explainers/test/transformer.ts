import { encoderOfGraph, type Graph, type GraphNode, type Operation } from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import type { TestEncoder } from '../src/testing.js';
import { numbers } from './small-encoder.js';

/** Settings of {@link transformer}. */
export interface TransformerSettings {
  /**
   * What the latent reads. `patches` is the mean without a class token, with rows of patches that attention and the first skip connection join
   * on their own. Default: the class token.
   */
  readonly pooled?: 'class token' | 'mean' | 'patches' | undefined;
  /** Default 2. */
  readonly blocks?: number | undefined;
}

const [SIDE, CHANNELS, PATCH, FEATURES, HEADS] = [4, 2, 2, 6, 2];
const PATCHES = (SIDE / PATCH) ** 2;
const LATENT_SIZE = 4;

/**
 * A vision transformer with random weights: pictures of 4 × 4 × 2, patches of 2 × 2, a class token, positions, blocks of two heads with layer
 * normalisation and an MLP of ReLUs; a latent of four dimensions.
 */
export function transformer({ pooled = 'class token', blocks = 2 }: TransformerSettings = {}): TestEncoder {
  const weights: tf.Tensor[] = [];
  const nodes: GraphNode[] = [];
  const weight = (shape: readonly number[], scale: number) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const made = tf.tensor(
      numbers(size, 40 + weights.length).map((value) => scale * value),
      [...shape],
    );
    weights.push(made);
    return made;
  };
  const node = (
    operation: Operation,
    inputs: readonly number[],
    outputShape: readonly number[],
    name: string = operation.kind,
  ): number => {
    const id = nodes.length;
    nodes.push({ id, name: `${name}_${id}`, operation, inputs, outputShape });
    return id;
  };
  const shapeOf = (id: number) => nodes[id]!.outputShape;
  const dense = (from: number, units: number) =>
    node(
      { kind: 'dense', kernel: weight([shapeOf(from).at(-1)!, units], 0.7), bias: weight([units], 0.2) },
      [from],
      [...shapeOf(from).slice(0, -1), units],
    );
  const normalised = (from: number) =>
    node(
      {
        kind: 'layerNormalization',
        axes: [2],
        epsilon: 1e-6,
        gamma: weight([FEATURES], 0.8),
        beta: weight([FEATURES], 0.2),
      },
      [from],
      shapeOf(from),
    );
  const reshaped = (from: number, shape: readonly number[]) =>
    node({ kind: 'reshape', shape }, [from], shape);
  const inHeads = (from: number, tokens: number) =>
    node(
      { kind: 'permute', order: [0, 2, 1, 3] },
      [reshaped(from, [tokens, HEADS, FEATURES / HEADS])],
      [HEADS, tokens, FEATURES / HEADS],
    );
  const attention = (from: number, tokens: number, skipped = from) => {
    const normal = normalised(from);
    const [q, k, v] = [0, 1, 2].map(() => inHeads(dense(normal, FEATURES), tokens)) as [
      number,
      number,
      number,
    ];
    const scaled = node({ kind: 'scale', factor: 0.6 }, [q], shapeOf(q));
    const shape = [HEADS, tokens, tokens];
    const logits = node({ kind: 'matMul', transposeB: true }, [scaled, k], shape);
    const softmax = node({ kind: 'activation', activation: 'softmax' }, [logits], shape, 'softmax');
    const mixed = node({ kind: 'matMul' }, [softmax, v], shapeOf(v));
    const back = node({ kind: 'permute', order: [0, 2, 1, 3] }, [mixed], [tokens, HEADS, FEATURES / HEADS]);
    return node(
      { kind: 'add' },
      [skipped, dense(reshaped(back, [tokens, FEATURES]), FEATURES)],
      shapeOf(skipped),
      'attended',
    );
  };
  const mlp = (from: number) => {
    const hidden = dense(normalised(from), 2 * FEATURES);
    const active = node({ kind: 'activation', activation: 'relu' }, [hidden], shapeOf(hidden));
    return node({ kind: 'add' }, [from, dense(active, FEATURES)], shapeOf(from));
  };

  const input = node({ kind: 'input' }, [], [SIDE, SIDE, CHANNELS]);
  const side = SIDE / PATCH;
  const patches = node(
    {
      kind: 'convolution',
      kernel: weight([PATCH, PATCH, CHANNELS, FEATURES], 0.7),
      bias: weight([FEATURES], 0.2),
      strides: [PATCH, PATCH],
      padding: 'valid',
    } as Operation,
    [input],
    [side, side, FEATURES],
  );
  const joined = () => reshaped(patches, [PATCHES, FEATURES]);
  const withClassToken = () => {
    const token = node({ kind: 'constant', value: weight([1, FEATURES], 1) }, [], [1, FEATURES]);
    const shape = [1 + PATCHES, FEATURES];
    const all = node({ kind: 'concatenate', axis: 1 }, [token, joined()], shape, 'tokens');
    return node({ kind: 'shift', by: weight(shape, 0.3) }, [all], shape, 'positions');
  };
  const tokens = pooled === 'patches' ? PATCHES : 1 + PATCHES;
  let stream = pooled === 'patches' ? joined() : withClassToken();
  for (let i = 0; i < blocks; i++) {
    const skipped = pooled === 'patches' && i === 0 ? joined() : stream;
    stream = mlp(attention(stream, tokens, skipped));
  }
  const last = normalised(stream);
  const read =
    pooled !== 'class token'
      ? node({ kind: 'reduction', reduction: 'mean', axes: [1] }, [last], [FEATURES])
      : reshaped(
          node(
            {
              kind: 'cropping',
              margins: [
                [0, 0],
                [0, PATCHES],
                [0, 0],
              ],
            },
            [last],
            [1, FEATURES],
          ),
          [FEATURES],
        );
  const output = dense(read, LATENT_SIZE);
  const graph: Graph = { nodes, input, output };
  return { encoder: encoderOfGraph(graph), weights, dispose: () => tf.dispose(weights) };
}
