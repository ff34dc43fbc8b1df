import {
  type BackwardRule,
  type BackwardStep,
  type GraphNode,
  type Operation,
  operationForward,
  operationVjp,
} from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import { perChannel } from '../src/paper/per-channel.js';
import * as publicRules from '../src/rules.js';
import { numbers } from './small-encoder.js';

const {
  borderMask,
  deconvolution,
  gradientEpsilon,
  guided,
  layerwiseEpsilon,
  passRelevance,
  proportionalMaxPool,
  rectified,
  rescale,
  rescaleMaxPool,
  rescaleProduct,
  signalTakesAll,
} = publicRules;

/** An even number that no other axis has as its length. */
const BATCH = 22;

/** A node, the shapes of its inputs without the batch axis, and whether an input is a constant of one row. */
interface Case {
  readonly operation: Operation;
  readonly shapes: readonly (readonly number[])[];
  readonly constant?: number;
}

const activation = (name: string, shape: readonly number[] = [4, 3, 2], more = {}): Case => ({
  operation: { kind: 'activation', activation: name, ...more } as Operation,
  shapes: [shape],
});

const ACTIVATIONS = [
  activation('relu'),
  activation('relu', [7]),
  activation('relu', [1]),
  activation('relu', [5, 3]),
  activation('relu6'),
  activation('leakyRelu', [7], { alpha: 0.3 }),
  activation('thresholdedRelu', [7], { theta: 0.5 }),
  activation('elu'),
  activation('sigmoid'),
  activation('tanh', [7]),
  activation('softplus', [7]),
  activation('gelu', [7]),
];
const SEQUENCES = [activation('relu', [5, 3]), activation('sigmoid', [1, 4])];
const FUNCTIONS: readonly Case[] = [{ operation: { kind: 'elementwise', function: 'abs' }, shapes: [[7]] }];
const POOLS: readonly Case[] = [
  {
    operation: { kind: 'maxPool', size: [2, 2], strides: [2, 2], padding: 'valid' },
    shapes: [[5, 4, 2]],
  },
  { operation: { kind: 'maxPool', size: [3, 3], strides: [1, 1], padding: 'same' }, shapes: [[5, 4, 2]] },
  { operation: { kind: 'maxPool', global: true }, shapes: [[3, 4, 2]] },
];
const PRODUCTS: readonly Case[] = [
  {
    operation: { kind: 'multiply' },
    shapes: [
      [3, 2],
      [3, 2],
    ],
  },
  { operation: { kind: 'multiply' }, shapes: [[3, 2], [1]] },
  { operation: { kind: 'multiply' }, shapes: [[7], [7]], constant: 1 },
];
const kernelOf = (...shape: number[]) =>
  tf.tensor(
    numbers(
      shape.reduce((a, b) => a * b),
      4,
    ),
    shape,
  );
const convolutions = (): readonly Case[] => [
  {
    operation: {
      kind: 'convolution',
      kernel: kernelOf(3, 3, 2, 3),
      strides: [1, 1],
      padding: 'same',
    } as Operation,
    shapes: [[5, 4, 2]],
  },
  {
    operation: {
      kind: 'convolution',
      kernel: kernelOf(3, 3, 2, 3),
      strides: [2, 2],
      padding: 'same',
    } as Operation,
    shapes: [[4, 4, 2]],
  },
];
const linear = (): readonly Case[] => [
  ...convolutions(),
  {
    operation: { kind: 'dense', kernel: kernelOf(6, 3), bias: kernelOf(3) } as Operation,
    shapes: [[6]],
  },
  { operation: { kind: 'add' }, shapes: [[7], [7]] },
];

const RECTIFIED = [0, 1, 40, 95, 99.9, 100].flatMap((percentile) =>
  (['signed', 'magnitude'] as const).flatMap((importance) =>
    (['masked', 'passed'] as const).map((deadUnits) => rectified({ percentile, importance, deadUnits })),
  ),
);

const RULES: readonly (readonly [rule: BackwardRule, cases: () => readonly Case[]])[] = [
  [guided(), () => ACTIVATIONS],
  [guided({ derivative: false }), () => ACTIVATIONS],
  [deconvolution(), () => ACTIVATIONS],
  ...RECTIFIED.map((rule) => [rule, () => ACTIVATIONS] as const),
  ...RECTIFIED.map((rule) => [perChannel(rule), () => SEQUENCES] as const),
  [rectified({ percentile: 60, indexPrecision: 'float32' }), () => ACTIVATIONS],
  ...[0, -0.5, 0.5].map((threshold) => [rectified({ threshold }), () => ACTIVATIONS] as const),
  [perChannel(rectified({ threshold: -0.5 })), () => SEQUENCES],
  [borderMask(), convolutions],
  [proportionalMaxPool(), () => POOLS],
  [rescale(), () => [...ACTIVATIONS, ...FUNCTIONS]],
  [rescale({ midpoint: true }), () => ACTIVATIONS],
  [rescaleMaxPool(), () => POOLS],
  [rescaleProduct(), () => PRODUCTS],
  [gradientEpsilon(), () => ACTIVATIONS],
  [layerwiseEpsilon(), linear],
  [passRelevance(), () => ACTIVATIONS],
  [signalTakesAll(), () => PRODUCTS],
];

/** Whole numbers and halves, so that there are ties and zeros; equal halves of the batch in some places. */
function values(shape: readonly number[], seed: number): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    numbers(size, seed).map((value) => Math.round(2 * value) / 2),
    [...shape],
  );
}

/** Runs a function on the step of a node, inside `tf.tidy`, and returns its numbers. */
function onStep({ operation, shapes, constant }: Case, run: (step: BackwardStep) => tf.Tensor[]): number[][] {
  const results = tf.tidy(() => {
    const inputs = shapes.map((shape, i) => values([i === constant ? 1 : BATCH, ...shape], i + 1));
    const output = operationForward(operation, inputs);
    const cotangent = values(output.shape, 9);
    const node: GraphNode = {
      id: 9,
      name: 'node',
      operation,
      inputs: shapes.map((_, i) => i),
      outputShape: output.shape.slice(1),
    };
    const vjp = (g: tf.Tensor) => operationVjp(operation, { inputs, output }, g);
    return run({ node, inputs, output, cotangent, vjp }).map((each) => tf.clone(each));
  });
  const read = results.map((each) => Array.from(each.dataSync()));
  tf.dispose(results);
  return read;
}

describe.each(BACKENDS)('the recorded form of a rule on %s', (backend) => {
  beforeAll(() => useBackend(backend));
  afterEach(() => vi.restoreAllMocks());

  it.each(RULES.map(([rule, cases]) => [settingsOf(rule), rule, cases] as const))(
    'equals backward: %s',
    (_name, rule, cases) => {
      for (const each of cases()) {
        const expected = onStep(each, (step) =>
          rule.backward(step, rule.read?.(step).dataSync() as Float32Array | undefined),
        );
        const found = onStep(each, (step) => rule.emit?.(step) ?? []);
        // −0 and 0 are equal.
        expect(found.map((list) => list.map((x) => x + 0))).toEqual(
          expected.map((list) => list.map((x) => x + 0)),
        );
        expect(expected.flat()).not.toContain(Number.NaN);
      }
    },
  );

  it.each(RULES.map(([rule, cases]) => [settingsOf(rule), rule, cases] as const))(
    'neither reads numbers nor makes tensors of the length of the batch from numbers: %s',
    (_name, rule, cases) => {
      for (const each of cases()) {
        onStep(each, (step) => {
          const engine = tf.engine();
          const sizes: number[] = [];
          const make = engine.makeTensor.bind(engine);
          vi.spyOn(engine, 'makeTensor').mockImplementation((data, shape, ...rest) => {
            sizes.push(...shape);
            return make(data, shape, ...rest);
          });
          vi.spyOn(tf.Tensor.prototype, 'dataSync').mockImplementation(() => {
            throw new Error('read');
          });
          const found = rule.emit?.(step) ?? [];
          vi.restoreAllMocks();
          expect(sizes.filter((length) => length % (BATCH / 2) === 0)).toEqual([]);
          return found;
        });
      }
    },
  );
});

describe('rules', () => {
  const made = Object.entries(publicRules).flatMap(([name, create]) => {
    // Runs instead of making a rule.
    if (name === 'backwardPasses') return [];
    try {
      const rule: unknown = (create as () => unknown)();
      const isRule = typeof rule === 'object' && rule !== null && 'backward' in rule;
      return isRule ? [[name, rule as BackwardRule] as const] : [];
    } catch {
      return [];
    }
  });

  it('are all compared', () => {
    expect(made.map(([name]) => name).sort()).toEqual(
      [
        'borderMask',
        'deconvolution',
        'gradientEpsilon',
        'guided',
        'layerwiseEpsilon',
        'passRelevance',
        'proportionalMaxPool',
        'rectified',
        'rescale',
        'rescaleMaxPool',
        'rescaleProduct',
        'signalTakesAll',
      ].sort(),
    );
    const compared = RULES.map(([{ name }]) => name);
    for (const [, { name }] of made) expect(compared).toContain(name);
  });

  it.each(made)('%s can be recorded', (_name, rule) => {
    expect(rule.emit).toEqual(expect.any(Function));
  });

  it('with other settings have other names or fields', () => {
    const all = [
      ...RULES.map(([rule]) => rule),
      layerwiseEpsilon({ epsilon: 0.1 }),
      gradientEpsilon({ epsilon: 1 }),
    ];
    expect(new Set(all.map(settingsOf)).size).toBe(all.length);
  });
});

/** The name and the fields of a rule, without its functions. */
function settingsOf(rule: BackwardRule): string {
  return JSON.stringify(rule);
}
