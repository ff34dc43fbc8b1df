import { size } from '@csm/base';
import { dispose, memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import type { OnnxNode } from '../src/model/onnx-model.js';
import { isConstant, type Value } from '../src/read/value.js';
import { type Case, DEFINITIONS, type Numbers, numbers, total } from './arithmetic-definitions.js';
import { graphOfNodes, inNodeOrder, modelOfNodes, runNodes } from './graph-of-nodes.js';

function subsets(count: number): number[][] {
  const single = Array.from({ length: count }, (_, i) => [i]);
  return count === 1 ? single : [...single, single.flat()];
}

/** Reads, runs and differentiates an operator on two samples, and compares with its definition. */
async function check(test: Case, explained: readonly number[], isReversed: boolean): Promise<void> {
  const {
    op,
    shapes,
    definition,
    attributes = {},
    opset = 17,
    constants = [],
    domain = (x: number) => x,
  } = test;
  const make = (k: number, seed: number) =>
    numbers(size(shapes[k]!), 10 * k + seed).map((x) => Math.fround(domain(x)));
  const samples = [0, 1].map((sample) =>
    shapes.map((_, k) => make(k, explained.includes(k) ? sample + 1 : 1)),
  );
  const names = shapes.map((_, k) => `x${k}`);
  const fixed = new Map(constants.map((constant, k) => [`c${k}`, constant]));
  const node: OnnxNode = {
    name: 'node',
    op,
    domain: '',
    inputs: [...names, ...fixed.keys()],
    outputs: ['y'],
    attributes: new Map(Object.entries(attributes)),
  };
  const inputs = new Map(
    names.map((name, k) => {
      const shape = shapes[k]!;
      const data = Float32Array.from(samples[0]![k]!);
      return [
        name,
        explained.includes(k)
          ? { shape, type: 'float32' as const }
          : { shape, type: 'float32' as const, data },
      ];
    }),
  );
  const graph = await graphOfNodes(modelOfNodes([node], fixed, opset), inputs, ['y'], isReversed);
  try {
    const output = graph.outputs.get('y')!;
    if (isConstant(output)) throw new Error('a constant');
    const expected = samples.map((sample) => [...definition(...sample)]);
    const cotangent = numbers(expected.flat().length, 5);
    const fed = explained.map((k) => samples.map((sample) => ({ shape: shapes[k]!, data: sample[k]! })));
    const { values, gradients } = runNodes(graph, fed, output.id, cotangent);
    expectClose(values, expected.flat());
    explained.forEach((k, i) => {
      const differences = samples.flatMap((sample, s) => {
        const share = cotangent.slice(s * expected[s]!.length, (s + 1) * expected[s]!.length);
        return centralDifferences(
          (x) => definition(...sample.map((own, j) => (j === k ? x : own))),
          sample[k]!,
          share,
        );
      });
      expectClose(inOrder(graph.inputs[i]!, gradients[i]!), differences);
    });
  } finally {
    dispose(graph.builder.weights);
  }
}

/** The numbers of a value's node for two samples, in ONNX's order. */
function inOrder(value: Value, data: Numbers): number[] {
  const count = size(value.shape);
  const places = inNodeOrder(value, { shape: value.shape, data: Array.from({ length: count }, (_, i) => i) });
  return [0, 1].flatMap((sample) =>
    Array.from({ length: count }, (_, i) => data[sample * count + places.indexOf(i)]!),
  );
}

function centralDifferences(f: (x: Numbers) => Numbers, x: Numbers, cotangent: Numbers, h = 1e-5): number[] {
  return x.map((_, i) => {
    const at = (by: number) => f(x.map((value, k) => (k === i ? value + by : value)));
    const [after, before] = [at(h), at(-h)];
    return total(cotangent.map((g, k) => (g * (after[k]! - before[k]!)) / (2 * h)));
  });
}

/** In float32, of sums of a few numbers. */
function expectClose(actual: Numbers, expected: Numbers): void {
  expect(actual).toHaveLength(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const wrong = expected.findIndex((value, i) => !(Math.abs(actual[i]! - value) < 3e-6 * largest));
  if (wrong !== -1) expect.fail(`number ${wrong} is ${actual[wrong]}, expected ${expected[wrong]}`);
}

const ops = [...new Set(DEFINITIONS.map(({ op }) => op))];

describe.each(BACKENDS)(
  'values and derivatives equal those of the definition in float64, on %s',
  (backend) => {
    beforeAll(() => useBackend(backend));

    it.each(ops)('%s', async (op) => {
      const { numTensors } = memory();
      for (const test of DEFINITIONS.filter((each) => each.op === op)) {
        for (const explained of test.explained ?? subsets(test.shapes.length)) {
          for (const isReversed of [false, true]) {
            const { shapes, attributes, opset } = test;
            try {
              await check(test, explained, isReversed);
            } catch (error) {
              const settings = JSON.stringify({ shapes, attributes, opset, explained, isReversed });
              throw new Error(`${op} ${settings}: ${(error as Error).message}`, { cause: error });
            }
          }
        }
      }
      expect(memory().numTensors).toBe(numTensors);
    });
  },
);
