import type { Operation } from '@csm/core/extend';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { onnxEncoder } from '../src/index.js';
import { assembleGraph } from '../src/write/assemble.js';
import { emitter } from '../src/write/emitter.js';
import { OPERATIONS } from '../src/write/operations/index.js';
import { record } from '../src/write/recorder.js';
import { BATCH, type Numbers } from '../src/write/value.js';
import { withTensors } from '../src/write/weights.js';
import { modelOfGraph } from './model-of-graph.js';
import { randomWeight } from './recorded.js';

const activations = (
  [
    ['relu', {}],
    ['relu', { maximum: 1.5 }],
    ['relu6', {}],
    ['leakyRelu', { alpha: 0.25 }],
    ['thresholdedRelu', { theta: 0.75 }],
    ['elu', { alpha: 0.5 }],
    ['celu', { alpha: 2 }],
    ['selu', {}],
    ['gelu', {}],
    ['sigmoid', {}],
    ['hardSigmoid', { alpha: 0.125, beta: 0.25 }],
    ['hardSwish', {}],
    ['hardTanh', {}],
    ['tanh', {}],
    ['softplus', {}],
    ['softsign', {}],
    ['swish', {}],
    ['swish', { alpha: 1.75 }],
    ['mish', {}],
    ['shrink', { theta: 0.5, beta: 0.25 }],
    ['softmax', {}],
    ['logSoftmax', {}],
    ['hardmax', {}],
  ] as const
).map(([activation, settings]) => ({ kind: 'activation', activation, ...settings }) as Operation);

const operations = (): Operation[] => [
  { kind: 'dense', kernel: randomWeight(2, 4), bias: randomWeight(4) },
  { kind: 'elementwise', function: 'asinh' },
  { kind: 'elementwise', function: 'clip', minimum: -0.5 },
  { kind: 'elementwise', function: 'power', exponent: 3 },
  { kind: 'scale', factor: randomWeight(2) },
  { kind: 'shift', by: randomWeight(2) },
  { kind: 'reduction', reduction: 'l2', axes: [2], keepDims: true },
  { kind: 'reduction', reduction: 'logSumExp', axes: [1] },
  { kind: 'layerNormalization', axes: [2], epsilon: 0.125, gamma: randomWeight(2), beta: randomWeight(2) },
  { kind: 'argMax', of: 'maximum', axis: 1, last: true },
  { kind: 'cumulativeSum', axis: 1, reverse: true },
  { kind: 'gather', axis: 1, indices: [2, 0, 0] },
  { kind: 'tile', repetitions: [2, 3] },
  { kind: 'topK', output: 'values', k: 2, axis: 1, smallest: true },
  ...(['lstm', 'gru', 'rnn'] as const).map((cell): Operation => {
    const width = { lstm: 4, gru: 3, rnn: 1 }[cell] * 3;
    const [kernel, recurrentKernel] = [randomWeight(2, width), randomWeight(3, width)];
    return { kind: 'recurrent', hidesNonlinearity: true, cell, output: 'hidden', kernel, recurrentKernel };
  }),
];

/** The settings of an operation that a file keeps, rounded to float32; the values of weights are compared elsewhere. */
function settingsOf(operation: Operation): object {
  return JSON.parse(
    JSON.stringify(operation, (_name, value) => {
      if (typeof value === 'number') return Number(value.toPrecision(6));
      return value instanceof Object && 'dataId' in value ? 'tensor' : value;
    }),
  );
}

/** The operations in the file of one operation with an input `[3, 2]`, without changes of shape. */
async function readBack(operation: Operation): Promise<Operation[]> {
  const writer = emitter();
  const input = writer.input('input', { type: 'float32', shape: [BATCH, 3, 2] });
  const output = record(writer, ({ tensorFor, valueFor }) => {
    const own = withTensors(operation, 'weight', (each, name) =>
      tensorFor(writer.constant(each.dataSync() as Numbers, each.shape, name)),
    );
    return OPERATIONS[own.kind]?.(writer, own as never, [input], { node: undefined as never, valueFor });
  });
  if (output === undefined) throw new Error('is recorded');
  const graph = assembleGraph(
    writer,
    'one',
    [{ name: 'input', value: input }],
    [{ name: 'latent', value: writer.ordered(output) }],
  );
  const bytes = modelOfGraph(graph);
  const encoder = await onnxEncoder(bytes, { latent: 'flatten' });
  const found = (encoder.graph?.nodes ?? []).map((node) => node.operation);
  encoder.dispose();
  return found.filter(({ kind }) => kind !== 'input' && kind !== 'reshape');
}

describe('operations that are written as operators of the standard', () => {
  beforeAll(() => useBackend('cpu'));

  it.each([...activations.map((each) => [JSON.stringify(each), () => each] as const)])(
    'are read back: %s',
    async (_name, make) => {
      const found = await readBack(make());
      expect(found).toHaveLength(1);
      expect(found.map(settingsOf)[0]).toMatchObject(settingsOf(make()));
    },
  );

  it('are read back with their weights', async () => {
    for (const operation of operations()) {
      const found = (await readBack(operation)).map(settingsOf);
      expect(found).toHaveLength(1);
      expect(found[0], operation.kind).toMatchObject(settingsOf(operation));
    }
  });
});
