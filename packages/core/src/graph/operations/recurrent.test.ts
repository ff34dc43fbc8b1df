import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { expectDefinition, numbers } from '../../../test/against-definition.js';
import type { Recurrent } from './recurrent.js';

beforeAll(() => useBackend('cpu'));

const [SAMPLES, TIME, FEATURES, UNITS] = [2, 4, 3, 2];

type Scalar = (x: number) => number;
const FUNCTIONS: Record<string, Scalar> = {
  relu: (x) => Math.max(0, x),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.log1p(Math.exp(x)),
  tanh: Math.tanh,
};

/** A recurrent layer with numbers instead of tensors. */
interface Numbers extends Pick<Recurrent, 'cell' | 'output' | 'reverse' | 'resetAfter' | 'activations'> {
  readonly kernel: readonly number[];
  readonly recurrentKernel: readonly number[];
  readonly bias?: readonly number[];
  readonly recurrentBias?: readonly number[];
  readonly peepholes?: readonly number[];
  readonly initialHidden?: readonly number[];
  readonly initialCell?: readonly number[];
}

const GATES = { lstm: 4, gru: 3, rnn: 1 };

/** The equations of the ONNX standard, unit by unit. */
function defined(layer: Numbers, x: readonly number[]): number[] {
  const width = GATES[layer.cell] * UNITS;
  const names = layer.activations ?? (layer.cell === 'rnn' ? ['tanh'] : ['sigmoid', 'tanh', 'tanh']);
  const [f, g, h] = names.map((name) => FUNCTIONS[name]) as [Scalar, Scalar, Scalar];
  const units = Array.from({ length: UNITS }, (_, u) => u);
  const outputs: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    let hidden = units.map((u) => layer.initialHidden?.[u] ?? 0);
    let cell = units.map((u) => layer.initialCell?.[u] ?? 0);
    const sequence: number[][] = [];
    for (let step = 0; step < TIME; step++) {
      const t = layer.reverse ? TIME - 1 - step : step;
      const input = (gate: number, u: number) => {
        let sum = layer.bias?.[gate * UNITS + u] ?? 0;
        for (let k = 0; k < FEATURES; k++) {
          const value = x[(sample * TIME + t) * FEATURES + k] ?? Number.NaN;
          sum += value * (layer.kernel[k * width + gate * UNITS + u] ?? Number.NaN);
        }
        return sum;
      };
      const recalled = (gate: number, u: number, state: readonly number[]) =>
        state.reduce(
          (sum, value, k) =>
            sum + value * (layer.recurrentKernel[k * width + gate * UNITS + u] ?? Number.NaN),
          layer.recurrentBias?.[gate * UNITS + u] ?? 0,
        );
      const before = hidden;
      const gate = (i: number, u: number) => input(i, u) + recalled(i, u, before);
      const peep = (i: number, u: number, state: readonly number[]) =>
        (layer.peepholes?.[i * UNITS + u] ?? 0) * (state[u] ?? 0);
      if (layer.cell === 'rnn') hidden = units.map((u) => f(gate(0, u)));
      if (layer.cell === 'gru') {
        const z = units.map((u) => f(gate(0, u)));
        const r = units.map((u) => f(gate(1, u)));
        const reset = before.map((value, u) => (r[u] ?? 0) * value);
        const candidate = units.map((u) =>
          g(input(2, u) + (layer.resetAfter ? (r[u] ?? 0) * recalled(2, u, before) : recalled(2, u, reset))),
        );
        hidden = units.map((u) => (1 - (z[u] ?? 0)) * (candidate[u] ?? 0) + (z[u] ?? 0) * (before[u] ?? 0));
      }
      if (layer.cell === 'lstm') {
        const old = cell;
        const after = units.map((u) => {
          const i = f(gate(0, u) + peep(0, u, old));
          const forget = f(gate(2, u) + peep(2, u, old));
          return forget * (old[u] ?? 0) + i * g(gate(3, u));
        });
        hidden = units.map((u) => f(gate(1, u) + peep(1, u, after)) * h(after[u] ?? 0));
        cell = after;
      }
      sequence[t] = hidden;
    }
    if (layer.output === 'sequence') outputs.push(...sequence.flat());
    else outputs.push(...(layer.output === 'cell' ? cell : hidden));
  }
  return outputs;
}

function operationOf(layer: Numbers): Recurrent {
  const width = GATES[layer.cell] * UNITS;
  const { kernel, recurrentKernel, bias, recurrentBias, peepholes, initialHidden, initialCell, ...rest } =
    layer;
  const vectors = { bias, recurrentBias, peepholes, initialHidden, initialCell };
  const weights = Object.entries(vectors).flatMap(([name, values]) =>
    values ? [[name, tf.tensor1d([...values])]] : [],
  );
  return {
    kind: 'recurrent',
    hidesNonlinearity: true,
    ...rest,
    kernel: tf.tensor2d([...kernel], [FEATURES, width]),
    recurrentKernel: tf.tensor2d([...recurrentKernel], [UNITS, width]),
    ...Object.fromEntries(weights),
  };
}

function layer(
  cell: Numbers['cell'],
  output: Numbers['output'],
  more: Partial<Numbers> = {},
): [string, Numbers] {
  const width = GATES[cell] * UNITS;
  const all: Numbers = {
    cell,
    output,
    kernel: numbers(FEATURES * width, 1),
    recurrentKernel: numbers(UNITS * width, 2),
    ...more,
  };
  return [`${cell}, ${output}, ${Object.keys(more)}`, all];
}

const biases = (cell: Numbers['cell']) => ({
  bias: numbers(GATES[cell] * UNITS, 3),
  recurrentBias: numbers(GATES[cell] * UNITS, 4),
});
const initialHidden = [0.5, -0.25];
const initialCell = [-1, 0.75];

describe('recurrent layers match the equations of the standard, and their derivatives differences', () => {
  it.each([
    layer('lstm', 'sequence'),
    layer('lstm', 'hidden', { ...biases('lstm'), initialHidden, initialCell }),
    layer('lstm', 'cell', { ...biases('lstm'), peepholes: numbers(3 * UNITS, 5), reverse: true }),
    layer('lstm', 'sequence', { activations: ['sigmoid', 'softplus', 'tanh'], reverse: true }),
    layer('gru', 'sequence', { ...biases('gru'), initialHidden }),
    layer('gru', 'hidden', { ...biases('gru'), resetAfter: true }),
    layer('gru', 'sequence', { ...biases('gru'), resetAfter: true, reverse: true, initialHidden }),
    layer('rnn', 'sequence', { ...biases('rnn'), initialHidden }),
    layer('rnn', 'hidden', { activations: ['relu'], reverse: true }),
  ])('%s', async (_, settings) => {
    await expectDefinition(
      () => operationOf(settings),
      { values: numbers(SAMPLES * TIME * FEATURES, 7), shape: [SAMPLES, TIME, FEATURES] },
      (x) => defined(settings, x),
    );
  });

  it('keeps further axes between the samples and time', async () => {
    const [, settings] = layer('gru', 'sequence', biases('gru'));
    await expectDefinition(
      () => operationOf(settings),
      { values: numbers(SAMPLES * TIME * FEATURES, 7), shape: [1, SAMPLES, TIME, FEATURES] },
      (x) => defined(settings, x),
    );
  });
});
