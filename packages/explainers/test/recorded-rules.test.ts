import {
  type BackwardRule,
  type BackwardStep,
  type GraphNode,
  operationForward,
  operationVjp,
} from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import * as publicRules from '../src/rules.js';
import { RULES, type RuleCase, values } from './rule-cases.js';

/** An even number that no other axis has as its length. */
const BATCH = 22;

/** Runs a function on the step of a node, inside `tf.tidy`, and returns the values of its result. */
function onStep(
  { operation, shapes, constant }: RuleCase,
  run: (step: BackwardStep) => tf.Tensor[],
): number[][] {
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
        'alphaBeta',
        'borderMask',
        'constantDeviation',
        'deconvolution',
        'flat',
        'gamma',
        'gradientEpsilon',
        'guided',
        'layerwiseEpsilon',
        'normalizationRelevance',
        'passRelevance',
        'productRelevance',
        'proportionalMaxPool',
        'rectified',
        'rescale',
        'rescaleMaxPool',
        'rescaleProduct',
        'signalTakesAll',
        'softmaxRelevance',
        'uniformProduct',
        'unsignedEpsilon',
        'wSquare',
        'zPlus',
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
      publicRules.layerwiseEpsilon({ epsilon: 0.1 }),
      publicRules.gradientEpsilon({ epsilon: 1 }),
      publicRules.gamma({ gamma: 1 }),
      publicRules.zBox({ low: [-1, -2], high: 2 }),
    ];
    expect(new Set(all.map(settingsOf)).size).toBe(all.length);
  });
});

/** The name and the fields of a rule, without its functions. */
function settingsOf(rule: BackwardRule): string {
  return JSON.stringify(rule);
}
