import { conceptVector, cosine, type Encoder, type Explainer, explain } from '@csm/core';
import { encoderOfGraph, type Graph, type GraphNode, type Operation } from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { numbers } from '../../../test/small-encoder.js';
import { transformer } from '../../../test/transformer.js';
import { attentionBlocks } from '../../rules/attention/attention-blocks.js';
import { testEncoders } from '../../testing.js';
import { attentionRollout } from './attention-rollout.js';
import { attnLrp } from './attn-lrp.js';
import { cpLrp } from './cp-lrp.js';
import { gradientTimesAttention } from './gradient-times-attention.js';

beforeAll(() => useBackend('cpu'));

const concept = conceptVector('c', [1, -2, 0.5, 1.5]);
const LATENT = 4;

function run(encoder: Encoder, explainer: Explainer) {
  const shape = [1, ...encoder.inputShape];
  const inputs = ndarray(
    numbers(
      shape.reduce((a, b) => a * b),
      1,
    ),
    shape,
  );
  return explain(encoder, concept, inputs, explainer);
}

/** The graph with another operation in place of nodes. */
const replaced = (graph: Graph, change: (node: GraphNode) => GraphNode): Graph => ({
  ...graph,
  nodes: graph.nodes.map(change),
});

/** Appended nodes: z + x K, around the tokens. */
function withBypass(graph: Graph): Graph {
  const id = graph.nodes.length;
  const node = (position: number, operation: Operation, inputs: number[], outputShape: number[]) => ({
    id: id + position,
    name: `bypass ${position}`,
    operation,
    inputs,
    outputShape,
  });
  const kernel = tf.tensor2d(numbers(32 * LATENT, 3), [32, LATENT]);
  const nodes = [
    node(0, { kind: 'reshape', shape: [32] }, [graph.input], [32]),
    node(1, { kind: 'dense', kernel }, [id], [LATENT]),
    node(2, { kind: 'add' }, [graph.output, id + 1], [LATENT]),
  ];
  return { ...graph, nodes: [...graph.nodes, ...nodes], output: id + 2 };
}

describe.each([
  ['gradientTimesAttention', gradientTimesAttention],
  ['attentionRollout', attentionRollout],
] as const)('%s refuses', (name, create) => {
  it('an encoder without attention', async () => {
    const { encoder, dispose } = testEncoders.convolutional();
    await expect(run(encoder, create())).rejects.toThrow(
      new RegExp(`^${name}: the method needs attention, .* this encoder has none`),
    );
    dispose();
  });

  it('attention without a skip connection', async () => {
    const { encoder, dispose } = transformer();
    const graph = replaced(encoder.graph!, (node) =>
      node.name.startsWith('attended')
        ? { ...node, inputs: [node.inputs[1]!], operation: { kind: 'activation', activation: 'linear' } }
        : node,
    );
    await expect(run(encoderOfGraph(graph), create())).rejects.toThrow(/no skip connection around "softmax_/);
    dispose();
  });

  it('a path that avoids the tokens', async () => {
    const { encoder, dispose } = transformer();
    await expect(run(encoderOfGraph(withBypass(encoder.graph!)), create())).rejects.toThrow(
      /a path from the inputs to the latent that avoids the tokens "positions_/,
    );
    dispose();
  });

  it('a layer before the tokens that mixes numbers in another way', async () => {
    const { encoder, dispose } = transformer();
    const graph = replaced(encoder.graph!, (node) =>
      node.name.startsWith('positions')
        ? { ...node, operation: { kind: 'cumulativeSum', axis: 1 } as Operation }
        : node,
    );
    await expect(run(encoderOfGraph(graph), create())).rejects.toThrow(
      new RegExp(`^${name}: layer "positions_.*cumulativeSum.* lies between the inputs and the tokens`),
    );
    dispose();
  });
});

describe('attnLrp and cpLrp', () => {
  it.each([
    ['attnLrp', attnLrp()],
    ['attnLrp', attnLrp({ form: 'explicit' })],
    ['cpLrp', cpLrp()],
  ])('%s refuses a layer that no rule describes', async (name, explainer) => {
    const { encoder, dispose } = transformer();
    const graph = replaced(encoder.graph!, (node) =>
      node.name.startsWith('softmax')
        ? { ...node, operation: { kind: 'activation', activation: 'logSoftmax' } }
        : node,
    );
    await expect(run(encoderOfGraph(graph), explainer)).rejects.toThrow(
      new RegExp(`^${name}: layer "softmax_.*logSoftmax.* is neither linear nor softmax`),
    );
    dispose();
  });

  it('refuses a score that is not affine in the explicit form', async () => {
    const { encoder, dispose } = transformer();
    const inputs = ndarray(numbers(32, 1), [1, ...encoder.inputShape]);
    const explicit = attnLrp({ form: 'explicit' });
    await expect(explain(encoder, cosine(concept), inputs, explicit)).rejects.toThrow(
      /^attnLrp: the score .* affine/,
    );
    expect((await explain(encoder, cosine(concept), inputs, attnLrp())).maps.shape).toEqual([1, 4, 4, 2]);
    dispose();
  });

  it('refuses options of the other form', () => {
    expect(() => attnLrp({ normalization: 'identity' })).toThrow(
      /^attnLrp: normalization needs form 'explicit'/,
    );
    expect(() => attnLrp({ form: 'explicit', normalization: 'none' as 'linear' })).toThrow(
      /^attnLrp: normalization must be 'linear' or 'identity'; got "none"/,
    );
  });
});

describe('attentionBlocks', () => {
  it('finds every softmax that weighs activations, through reshapes and factors', () => {
    const { encoder, dispose } = transformer({ blocks: 3 });
    const { nodes } = encoder.graph!;
    const blocks = attentionBlocks(encoder.graph!);
    expect(blocks).toHaveLength(3);
    for (const { weights, product, factor } of blocks) {
      expect(nodes[weights]!.name).toMatch(/^softmax/);
      expect(nodes[product]!.operation.kind).toBe('matMul');
      expect(nodes[product]!.inputs[factor]).toBe(weights);
    }
    dispose();
    expect(attentionBlocks(testEncoders.dense().encoder.graph!)).toEqual([]);
  });
});
