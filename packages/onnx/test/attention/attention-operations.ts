import type { Explainer } from '@csm/core';
import {
  type BackwardRule,
  type BackwardRules,
  type Graph,
  type GraphNode,
  withRelevance,
} from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { attentionFixture } from './attention-fixtures.js';

/** Relevance that arrives at a node and that goes on to its inputs, summed over the batch. */
export interface Passed {
  readonly node: GraphNode;
  readonly out: number;
  readonly in: number;
}

/** The kinds of the oracle's operations by those of nodes; other nodes, such as scales, pass relevance unchanged. */
const KINDS: Readonly<Record<string, string>> = {
  layerNormalization: 'layernorm',
  lpNormalization: 'identity',
  add: 'add',
  shift: 'add',
  dense: 'linear',
  convolution: 'linear',
  matMul: 'matmul',
};

/** The oracle's kind of a node; undefined for nodes that it does not list. */
export function kindOf({ operation }: GraphNode): string | undefined {
  if (operation.kind !== 'activation') return KINDS[operation.kind];
  return operation.activation === 'softmax' ? 'softmax' : 'identity';
}

const total = (tensor: tf.Tensor) =>
  (tensor.dataSync() as Float32Array).reduce((sum, value) => sum + value, 0);

/** Rules that also note what each node passes on. In gradient forms, relevance is a gradient times the number that it belongs to. */
function watching(
  rules: BackwardRules,
  graph: Graph,
  isGradient: boolean,
  note: (passed: Passed, relevance: tf.Tensor) => void,
): BackwardRules {
  const times = (a: tf.Tensor, b: tf.Tensor) => (isGradient ? tf.mul(a, b) : a);
  return (node) => {
    const rule: BackwardRule = rules(node, graph) ?? {
      name: 'own',
      backward: ({ vjp, cotangent }) => vjp(cotangent),
    };
    return {
      name: rule.name,
      backward(step) {
        const leaving = rule.backward(step, undefined);
        const relevance = times(step.cotangent, step.output);
        const parts = leaving.map((share, i) =>
          node.constantInputs?.[i] ? 0 : total(times(share, step.inputs[i]!)),
        );
        note({ node, out: total(relevance), in: parts.reduce((a, b) => a + b, 0) }, relevance);
        return leaving;
      },
    };
  };
}

/** What each node passes on, from the last to the first, and the relevance of the tokens of each sample before the first block. */
export async function passedBy(name: string, { plan }: Explainer) {
  const { encoder, x, score } = await attentionFixture(name);
  const graph = encoder.graph!;
  const passed: Passed[] = [];
  // The input of the first block: after the positions or CLIP's first normalisation.
  const start = graph.nodes.find((node) => node.name === (name === 'vit-clip' ? '/pre/Div' : '/Add'))!;
  let tokens: number[] = [];
  const rules = watching(plan!.rules!, graph, plan!.times === 'input', (each, relevance) => {
    passed.push(each);
    if (each.node.id !== start.id) return;
    // Models for a fixed batch of two have a copy of the sample that does not reach the latent.
    const copies = tf.reshape(relevance, [x.shape[0]!, -1, ...start.outputShape.slice(-2)]);
    tokens = Array.from(tf.sum(copies, [1, 3]).dataSync());
  });
  const input = tf.tensor(x.data, x.shape);
  const trace = await encoder.trace!(input, { accurateSums: plan!.accurateSums, rules });
  const started = plan!.relevance ? withRelevance(score, plan!.relevance.epsilon) : score;
  const cotangent = started.cotangent(trace.latent);
  const map = await trace.backward(cotangent, rules);
  trace.dispose();
  tf.dispose([input, cotangent, map]);
  encoder.dispose();
  return { passed, tokens };
}
