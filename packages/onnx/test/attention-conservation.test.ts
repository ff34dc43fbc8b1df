import type { Explainer } from '@csm/core';
import {
  type BackwardRule,
  type BackwardRules,
  type Graph,
  type GraphNode,
  withRelevance,
} from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import {
  hasRelevanceOracles,
  relevanceNetworks,
  relevanceRecord,
  relevanceRecords,
  type StoredRecord,
} from '../../../test/oracles/relevance.js';
import { NEEDS_SHARED } from '../../../test/shared-folder.js';
import { ATTENTION_METHODS, attentionFixture } from './attention-fixtures.js';

/** Relevance that arrives at a node and that goes on to its inputs, summed over the batch. */
interface Passed {
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

function kindOf({ operation }: GraphNode): string | undefined {
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

async function passedBy(name: string, { plan }: Explainer) {
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

/** An operation of the oracle. */
type Operation = [name: string, kind: string, out: number, into: number, absorbed: number];

describe('relevance through attention, operation by operation', () => {
  beforeAll(() => useBackend('wasm'));

  if (!hasRelevanceOracles) it.skip(`is that of LXT ${NEEDS_SHARED}`, () => {});

  const cases = Object.keys(relevanceNetworks('attnlrp')).flatMap((name) =>
    Object.keys(ATTENTION_METHODS).map((key) => [name, key] as const),
  );

  it.each(cases)('is that of LXT: %s, %s', async (name, key) => {
    const record = relevanceRecords('attnlrp', name)[key]!;
    const operations = record.stored.operations as Operation[];
    const { passed, tokens } = await passedBy(name, ATTENTION_METHODS[key]!);
    // CP-LRP gives nothing to queries and keys, and the oracle lists none of their operations.
    const listed = passed.filter(
      (each) => kindOf(each.node) !== undefined && !(key === 'cplrp.gradient' && each.out === 0),
    );
    expect(listed.map(({ node }) => kindOf(node))).toEqual(operations.map(([, kind]) => kind));
    const largest = Math.max(...operations.flatMap(([, , out, into]) => [out, into].map(Math.abs)));
    const errors = listed.map((each, i) => {
      const [operation, , out, into, absorbed] = operations[i]!;
      const [outError, intoError] = [each.out - out, each.in - into].map(
        (error) => Math.abs(error) / largest,
      );
      return { operation, outError, intoError, absorbed: Math.abs(each.out - each.in - absorbed) / largest };
    });
    if (process.env.CSM_PRINT) console.table(errors);
    for (const { operation, ...each } of errors) {
      for (const error of Object.values(each)) expect(error, operation).toBeLessThan(record.bound);
    }
    const ofTokens = relevanceRecord(name, key, record.stored.tokens as StoredRecord);
    expect(ofTokens.deviation(tokens)).toBeLessThan(ofTokens.bound);
  });
});
