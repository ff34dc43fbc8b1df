import {
  type BackwardRule,
  type BackwardStep,
  type GraphNode,
  operationForward,
  operationVjp,
} from '@csm/core/extend';
import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { RULES, type RuleCase, values } from '../../explainers/test/rule-cases.js';
import { assembleGraph } from '../src/write/assemble.js';
import { emitter } from '../src/write/emitter.js';
import { record } from '../src/write/recorder.js';
import { BATCH, type Numbers } from '../src/write/value.js';
import { withTensors } from '../src/write/weights.js';
import { modelOfGraph } from './model-of-graph.js';
import { randomNumbers, relativeError } from './recorded.js';

/** The activations that are exact for integers and halves, so that equal values stay equal. */
const EXACT = ['relu', 'relu6', 'thresholdedRelu'];

describe('backward steps of rules in ONNX Runtime', () => {
  beforeAll(() => useBackend('cpu'));

  it.each(RULES.map(([rule, cases]) => [JSON.stringify(rule), rule, cases] as const))(
    'equal those in TensorFlow.js: %s',
    async (_settings, rule, cases) => {
      for (const each of cases()) {
        const run = await recorded(rule, each);
        const { operation } = each;
        const isExact = !('activation' in operation) || EXACT.includes(operation.activation);
        for (const rows of [2, 10]) {
          const given = inputsOf(each, rows, isExact);
          const expected = inTensorFlow(rule, each, given);
          const found = await run(given);
          expect(found).toHaveLength(expected.length);
          for (const [i, numbers] of expected.entries()) {
            const label = `${rule.name}, ${operation.kind}, ${rows} samples`;
            expect(relativeError(found[i] ?? [], numbers), label).toBeLessThan(toleranceOf(rule));
            // A percentile passes the same units. Shares that cancel are 0 in one order of summation, and 1e-8 in another.
            if (dividesRelevance(rule)) continue;
            expect(Array.from(found[i] ?? [], isZero), label).toEqual(Array.from(numbers, isZero));
          }
        }
      }
    },
  );
});

/** A share R / (y + ε sgn y) multiplies the rounding of a y near 0; R / (y + ε), that of a y near −ε. */
const TOLERANCES: Readonly<Record<string, number>> = { 'ε, layer by layer': 2e-5, 'ε without sign': 1e-4 };
const toleranceOf = ({ name }: BackwardRule) => TOLERANCES[name] ?? 2e-6;

/** Whether a rule divides relevance into shares that are summed again. */
const dividesRelevance = (rule: BackwardRule) => 'epsilon' in rule || rule.name === 'constant deviation';

const isZero = (x: number) => x === 0;

interface Given {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The inputs of a node, then the cotangent of its output. */
function inputsOf({ operation, shapes, constant }: RuleCase, rows: number, isExact: boolean): Given[] {
  return tidy(() => {
    const numbersFor = (shape: number[], seed: number) =>
      isExact ? values(shape, seed) : tensor(randomNumbers(length(shape), `${seed} of ${rows}`), shape);
    const inputs = shapes.map((shape, i) => numbersFor([i === constant ? 1 : rows, ...shape], i + 1));
    const cotangent = numbersFor(operationForward(operation, inputs).shape, 9);
    return [...inputs, cotangent].map((each) => ({
      shape: each.shape,
      data: Float32Array.from(each.dataSync()),
    }));
  });
}

const length = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

function stepOf({ operation }: RuleCase, inputs: readonly Tensor[], cotangentOf: (output: Tensor) => Tensor) {
  const output = operationForward(operation, [...inputs]);
  const outputShape = output.shape.slice(1);
  const node = { id: 9, name: 'node', operation, inputs: inputs.map((_, i) => i), outputShape } as GraphNode;
  const vjp = (g: Tensor) => operationVjp(operation, { inputs, output }, g);
  return { node, inputs, output, cotangent: cotangentOf(output), vjp } satisfies BackwardStep;
}

function inTensorFlow(rule: BackwardRule, each: RuleCase, given: readonly Given[]): Float32Array[] {
  return tidy(() => {
    const tensors = given.map(({ data, shape }) => tensor(data, [...shape]));
    const step = stepOf(each, tensors.slice(0, -1), () => tensors.at(-1) as Tensor);
    const host = rule.read?.(step).dataSync() as Float32Array | undefined;
    return rule.backward(step, host).map((found) => Float32Array.from(found.dataSync()));
  });
}

/** Records the step of a rule. @returns a function that runs it in ONNX Runtime. */
async function recorded(rule: BackwardRule, each: RuleCase) {
  const writer = emitter();
  const { starts, ends } = record(writer, ({ tensorFor, valueFor }) => {
    const operation = withTensors(each.operation, 'weight', (weight, name) =>
      tensorFor(writer.constant(weight.dataSync() as Numbers, weight.shape, name)),
    );
    const starts = each.shapes.map((shape, i) =>
      writer.input(`x${i}`, { type: 'float32', shape: [i === each.constant ? 1 : BATCH, ...shape] }),
    );
    const step = stepOf({ ...each, operation }, starts.map(tensorFor), ({ shape }) => {
      const cotangent = writer.input(`x${starts.length}`, { type: 'float32', shape });
      starts.push(cotangent);
      return tensorFor(cotangent);
    });
    return { starts, ends: (rule.emit?.(step) ?? []).map(valueFor) };
  });
  const graph = assembleGraph(
    writer,
    'step',
    starts.map((value, i) => ({ name: `x${i}`, value })),
    ends.map((value, i) => ({ name: `y${i}`, value: writer.ordered(value) })),
  );
  const bytes = modelOfGraph(graph);
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  return async (given: readonly Given[]): Promise<Float32Array[]> => {
    const feeds = Object.fromEntries(
      given.map(({ data, shape }, i) => [`x${i}`, new OrtTensor('float32', data, shape)]),
    );
    const found = await session.run(feeds);
    return ends.map((_, i) => found[`y${i}`]?.data as Float32Array);
  };
}
