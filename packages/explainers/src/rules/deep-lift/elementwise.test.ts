import { conceptVector, explain, graphEncoder } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { loadGraphDef, type NodeDef, placeholder } from '../../../../../test/graph-model.js';
import { deepLift } from '../../methods/deep-lift.js';

const float = { T: { type: 'DT_FLOAT' } };
const node = (name: string, op: string, input: string[]): NodeDef => ({ name, op, input, attr: float });
const toFloat = (name: string, input: string): NodeDef => ({
  name,
  op: 'Cast',
  input: [input],
  attr: { SrcT: { type: 'DT_BOOL' }, DstT: { type: 'DT_FLOAT' } },
});

/** Functions of one number, as nodes of a model and as formulas. The constants are two, half and one. */
const FUNCTIONS: Record<string, [NodeDef[], (x: number) => number]> = {
  'c / x': [[node('y', 'RealDiv', ['two', 'x'])], (x) => 2 / x],
  'x²': [[node('y', 'Square', ['x'])], (x) => x * x],
  'x · x': [[node('y', 'Mul', ['x', 'x'])], (x) => x * x],
  '(x − c)²': [[node('y', 'SquaredDifference', ['x', 'two'])], (x) => (x - 2) ** 2],
  'min(x, c)': [[node('y', 'Minimum', ['two', 'x'])], (x) => Math.min(x, 2)],
  'max(x, c)': [[node('y', 'Maximum', ['x', 'half'])], (x) => Math.max(x, 0.5)],
  '√x': [[node('y', 'Sqrt', ['x'])], Math.sqrt],
  '1 / √x': [[node('y', 'Rsqrt', ['x'])], (x) => 1 / Math.sqrt(x)],
  'log x': [[node('y', 'Log', ['x'])], Math.log],
  'exp x': [[node('y', 'Exp', ['x'])], Math.exp],
  'x > c': [[node('more', 'Greater', ['x', 'one']), toFloat('y', 'more')], (x) => (x > 1 ? 1 : 0)],
  'where(x > c, x², −x)': [
    [
      node('more', 'Greater', ['x', 'one']),
      node('square', 'Square', ['x']),
      node('minus', 'Neg', ['x']),
      node('y', 'SelectV2', ['more', 'square', 'minus']),
    ],
    (x) => (x > 1 ? x * x : -x),
  ],
  'x (x + 1)': [[node('next', 'AddV2', ['x', 'one']), node('y', 'Mul', ['x', 'next'])], (x) => x * (x + 1)],
  'rounded down': [[node('y', 'Floor', ['x'])], Math.floor],
};

const values = [0.3, 1.7, 3.2, 0.9, 2.4, 1.2];
const baselines = [1.1, 0.4, 1.6];

async function encoderOf(nodes: NodeDef[]) {
  const weights = new Map([
    ['two', tf.scalar(2)],
    ['half', tf.scalar(0.5)],
    ['one', tf.scalar(1)],
  ]);
  return graphEncoder(
    await loadGraphDef({ nodes: [placeholder('x', [3]), ...nodes], weights, outputs: { latent: 'y' } }),
  );
}

describe.each(BACKENDS)('DeepLIFT at elementwise functions of one input, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(Object.entries(FUNCTIONS))('%s: the difference of the outputs', async (_, [nodes, f]) => {
    const encoder = await encoderOf(nodes);
    const explainer = deepLift({ baseline: ndarray(Float32Array.from(baselines), [3]) });
    const warnings: string[] = [];
    const found = await explain(
      encoder,
      conceptVector('c', [1, -2, 0.5]),
      ndarray(Float32Array.from(values), [2, 3]),
      explainer,
      { onWarning: (message) => warnings.push(message) },
    );
    const expected = values.map((x, i) => [1, -2, 0.5][i % 3]! * (f(x) - f(baselines[i % 3]!)));
    expect(Array.from(found.maps.data)).toEqual(expected.map((value) => expect.closeTo(value, 4)));
    expect(warnings).toEqual([]);
  });

  it('a product of two columns: half of Δ(a b) at equal changes', async () => {
    const column = (name: string, first: string) => node(name, 'Slice', ['x', first, 'size']);
    const ints = (numbers: number[]) => tf.tensor1d(numbers, 'int32');
    const model = await loadGraphDef({
      nodes: [placeholder('x', [2]), column('a', 'zero'), column('b', 'first'), node('y', 'Mul', ['a', 'b'])],
      weights: new Map([
        ['zero', ints([0, 0])],
        ['first', ints([0, 1])],
        ['size', ints([-1, 1])],
      ]),
      outputs: { latent: 'y' },
    });
    const explainer = deepLift({ baseline: ndarray(Float32Array.of(1, 3), [2]) });
    const inputs = ndarray(Float32Array.of(5, 4), [1, 2]);
    const found = await explain(graphEncoder(model), conceptVector('c', [1]), inputs, explainer);
    // Δa (b + b₀) / 2 and Δb (a + a₀) / 2, which add up to 5 · 4 − 1 · 3.
    expect(Array.from(found.maps.data)).toEqual([14, 3]);
  });
});
