import { conceptVector, type Explainer, explain } from '@csm/core';
import {
  type BackwardStep,
  encoderOfGraph,
  type Graph,
  type GraphNode,
  type Operation,
  operationForward,
  operationVjp,
} from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { numbers } from '../../../test/small-encoder.js';
import { attnLrp } from '../../methods/attention/attn-lrp.js';
import { cpLrp } from '../../methods/attention/cp-lrp.js';
import { constantDeviation } from './constant-deviation.js';
import { softmaxRelevance } from './softmax-relevance.js';

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** γ (v − μ(v)) / d(x) of one group of numbers x. */
type Linear = (x: readonly number[], v: readonly number[]) => number[];

const centred =
  (epsilon: number): Linear =>
  (x, v) => {
    const deviation = Math.sqrt(mean(x.map((value) => (value - mean(x)) ** 2)) + epsilon);
    return v.map((value) => (value - mean(v)) / deviation);
  };

const GAMMA = [0.5, -2, 1.5];

/** Each normalisation of `[2, 2, 3]`, with the linear layer that it is if its deviation is constant, for each row of three. */
const NORMALIZATIONS: Record<string, { operation: () => Operation; linear: Linear }> = {
  layer: {
    operation: () => ({
      kind: 'layerNormalization',
      axes: [2],
      epsilon: 0.01,
      gamma: tf.tensor1d(GAMMA),
      beta: tf.tensor1d([3, 4, 5]),
    }),
    linear: (x, v) => centred(0.01)(x, v).map((value, i) => value * GAMMA[i]!),
  },
  // One group per place.
  group: {
    operation: () => ({ kind: 'groupNormalization', groups: 1, epsilon: 0.02, separateAxes: 1 }),
    linear: centred(0.02),
  },
  'root mean square': {
    operation: () => ({ kind: 'rmsNormalization', axes: [2], epsilon: 0.03, gamma: tf.tensor1d(GAMMA) }),
    linear: (x, v) =>
      v.map((value, i) => (value * GAMMA[i]!) / Math.sqrt(mean(x.map((each) => each ** 2)) + 0.03)),
  },
  'Euclidean norm': {
    operation: () => ({ kind: 'lpNormalization', p: 2, axes: [2] }),
    linear: (x, v) => v.map((value) => value / Math.hypot(...x)),
  },
  'sum of magnitudes, with a smallest divisor': {
    operation: () => ({ kind: 'lpNormalization', p: 1, axes: [2], epsilon: 4 }),
    linear: (x, v) =>
      v.map(
        (value) =>
          value /
          Math.max(
            4,
            x.map(Math.abs).reduce((a, b) => a + b, 0),
          ),
      ),
  },
};

describe.each(BACKENDS)('a constant deviation, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(Object.entries(NORMALIZATIONS))(
    'is the transpose of the linear layer: %s',
    (_, { operation, linear }) => {
      const [x, g] = [numbers(12, 1), numbers(12, 2)];
      const found = tf.tidy(() => {
        const own = operation();
        const inputs = [tf.tensor(x, [2, 2, 3])];
        const output = operationForward(own, inputs);
        const node = { id: 1, name: 'n', operation: own, inputs: [0], outputShape: [2, 3] } as GraphNode;
        const vjp = (cotangent: tf.Tensor) => operationVjp(own, { inputs, output }, cotangent);
        const step: BackwardStep = { node, inputs, output, cotangent: tf.tensor(g, [2, 2, 3]), vjp };
        return constantDeviation().backward(step, undefined)[0]!.dataSync();
      });
      for (let row = 0; row < 4; row++) {
        const part = (values: ArrayLike<number>) => Array.from(values).slice(3 * row, 3 * row + 3);
        for (let i = 0; i < 3; i++) {
          const unit = [0, 1, 2].map((k) => (k === i ? 1 : 0));
          const expected = linear(part(x), unit).reduce((sum, value, k) => sum + value * part(g)[k]!, 0);
          expect(found[3 * row + i]!).toBeCloseTo(expected, 4);
        }
      }
    },
  );
});

/** x = (a, b) of 4 + 4 numbers, or 4 + 1 for a gate with fewer numbers; z = a ⊙ f(b). */
function gated(gate: 'activated' | 'both activated' | 'few numbers'): Graph {
  const size = gate === 'few numbers' ? 1 : 4;
  const nodes: GraphNode[] = [];
  const node = (operation: Operation, inputs: number[], length: number) => {
    nodes.push({ id: nodes.length, name: `n${nodes.length}`, operation, inputs, outputShape: [length] });
    return nodes.length - 1;
  };
  const input = node({ kind: 'input' }, [], 4 + size);
  const cropped = (before: number, after: number, length: number) =>
    node(
      {
        kind: 'cropping',
        margins: [
          [0, 0],
          [before, after],
        ],
      },
      [input],
      length,
    );
  const [first, b] = [cropped(0, size, 4), cropped(4, 0, size)];
  const a = gate === 'both activated' ? node({ kind: 'activation', activation: 'tanh' }, [first], 4) : first;
  const f = node({ kind: 'activation', activation: 'swish' }, [b], size);
  return { nodes, input, output: node({ kind: 'multiply' }, [a, f], 4) };
}

describe('gated units', () => {
  beforeAll(() => useBackend('cpu'));
  const c = [1, -2, 0.5, 3];

  async function relevance(gate: Parameters<typeof gated>[0], method: Explainer) {
    const x = numbers(gate === 'few numbers' ? 5 : 8, 3);
    const encoder = encoderOfGraph(gated(gate));
    const { maps } = await explain(encoder, conceptVector('c', c), ndarray(x, [1, x.length]), method);
    const swish = (value: number) => value / (1 + Math.exp(-value));
    const ofA = (value: number) => (gate === 'both activated' ? Math.tanh(value) : value);
    const score = c.map((weight, i) => weight * ofA(x[i]!) * swish(x[gate === 'few numbers' ? 4 : 4 + i]!));
    return { signal: [...maps.data.slice(0, 4)], gate: [...maps.data.slice(4)], score };
  }
  const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 4));

  it.each([attnLrp(), attnLrp({ form: 'explicit' })])(
    'share relevance equally: $description',
    async (method) => {
      for (const gate of ['activated', 'both activated'] as const) {
        const found = await relevance(gate, method);
        expect(found.signal).toEqual(near(found.score.map((value) => value / 2)));
        expect(found.gate).toEqual(near(found.score.map((value) => value / 2)));
      }
    },
  );

  it('give all to the signal in CP-LRP, and half to each if both are activated', async () => {
    const one = await relevance('activated', cpLrp());
    expect(one.signal).toEqual(near(one.score));
    expect(one.gate.map(Math.abs)).toEqual([0, 0, 0, 0]);
    const both = await relevance('both activated', cpLrp());
    expect(both.gate).toEqual(near(both.score.map((value) => value / 2)));
  });

  it.each([attnLrp(), attnLrp({ form: 'explicit' }), cpLrp()])(
    'give nothing to a gate with fewer numbers: $name',
    async (method) => {
      const found = await relevance('few numbers', method);
      expect(found.signal).toEqual(near(found.score));
      expect(found.gate.map(Math.abs)).toEqual([0]);
    },
  );
});

/** x ↦ W LN(x), with layer normalisation as one node, or written out as Keras does: x r + (β − μ r) with r = γ / √(σ² + ε). */
function normalised(form: 'one node' | 'written out'): Graph {
  const nodes: GraphNode[] = [];
  const node = (operation: Operation, inputs: number[], length: number) => {
    nodes.push({ id: nodes.length, name: `n${nodes.length}`, operation, inputs, outputShape: [length] });
    return nodes.length - 1;
  };
  const input = node({ kind: 'input' }, [], 3);
  const [gamma, beta] = [tf.tensor1d(GAMMA), tf.tensor1d([0.3, 1, -0.5])];
  const mean = (from: number) =>
    node({ kind: 'reduction', reduction: 'mean', axes: [1], keepDims: true }, [from], 1);
  const writtenOut = () => {
    const mu = mean(input);
    const centred = node({ kind: 'subtract' }, [input, mu], 3);
    const variance = mean(node({ kind: 'elementwise', function: 'power', exponent: 2 }, [centred], 3));
    const shifted = node({ kind: 'shift', by: tf.tensor1d([0.01]) }, [variance], 1);
    const root = node({ kind: 'elementwise', function: 'power', exponent: -0.5 }, [shifted], 1);
    const r = node({ kind: 'scale', factor: gamma }, [root], 3);
    const negative = node({ kind: 'scale', factor: -1 }, [node({ kind: 'multiply' }, [mu, r], 3)], 3);
    const rest = node({ kind: 'shift', by: beta }, [negative], 3);
    return node({ kind: 'add' }, [node({ kind: 'multiply' }, [input, r], 3), rest], 3);
  };
  const normal =
    form === 'written out'
      ? writtenOut()
      : node({ kind: 'layerNormalization', axes: [1], epsilon: 0.01, gamma, beta }, [input], 3);
  const output = node({ kind: 'dense', kernel: tf.tensor2d(numbers(6, 8), [3, 2]) }, [normal], 2);
  return { nodes, input, output };
}

describe('layer normalisation that is written out', () => {
  beforeAll(() => useBackend('cpu'));

  it.each([attnLrp(), attnLrp({ form: 'explicit' }), cpLrp()])(
    'has the maps of one node, also if 1 / √… has as many numbers as the product: $description',
    async (method) => {
      const x = ndarray(numbers(6, 2), [2, 3]);
      const [one, other] = await Promise.all(
        (['one node', 'written out'] as const).map((form) =>
          explain(encoderOfGraph(normalised(form)), conceptVector('c', [1, -2]), x, method),
        ),
      );
      const largest = one!.maps.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      // The explicit form adds its ε in other places.
      const bound = method.plan?.relevance ? 1e-4 : 1e-5;
      for (const [i, value] of one!.maps.data.entries()) {
        expect(Math.abs(value - other!.maps.data[i]!)).toBeLessThan(bound * largest);
      }
    },
  );
});

describe.each(BACKENDS)('relevance of softmax, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it('has none for logits that a mask of −∞ takes out', () => {
    const [logits, relevance] = [tf.tensor2d([[1, -1, -Infinity]]), tf.tensor2d([[0.5, 2, 3]])];
    const node = { operation: { kind: 'activation', activation: 'softmax' } } as GraphNode;
    const step = { node, inputs: [logits], output: tf.softmax(logits), cotangent: relevance };
    const [found] = softmaxRelevance().backward(step as unknown as BackwardStep, undefined);
    const weights = [1, Math.exp(-2), 0].map((value) => value / (1 + Math.exp(-2)));
    const total = 5.5;
    const expected = [0.5 - weights[0]! * total, -(2 - weights[1]! * total), 0];
    const values = [...found!.dataSync()];
    for (const [i, value] of expected.entries()) expect(values[i]).toBeCloseTo(value, 5);
  });
});
