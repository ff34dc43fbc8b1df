import { encode } from '@csm/core';
import { memory } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import { onnxDecoder, onnxEncoder, runOnnx } from '../src/index.js';
import { derivativeVerdict } from './derivative-verdict.js';
import { bytesOf, floatTensor, messageBytes, modelBytes, nodeBytes, valueBytes } from './onnx-bytes.js';

const ML = 'ai.onnx.ml';
const NUMBERS = [1.5, -2, 0.25, 3, 40, -5];

const floats = (name: string, numbers: readonly number[]) =>
  messageBytes({ 1: name, 7: bytesOf(Float32Array.from(numbers)), 20: 6 });

const scaler = (
  attributes: Readonly<Record<string, readonly number[]>>,
  { shape = ['n', 3], type = 'float32' }: { shape?: (number | string)[]; type?: 'float32' | 'int64' } = {},
) =>
  modelBytes({
    nodes: [
      nodeBytes('Scaler', ['x'], ['scaled'], {
        domain: ML,
        attributes: Object.entries(attributes).map(([name, numbers]) => floats(name, numbers)),
      }),
      nodeBytes('Identity', ['scaled'], ['y']),
    ],
    inputs: [valueBytes('x', shape, type)],
    outputs: [valueBytes('y', shape)],
    domains: { [ML]: 1 },
  });

describe.each(BACKENDS)('Scaler, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each<[string, Readonly<Record<string, readonly number[]>>]>([
    ['one number for each feature', { offset: [0.5, -1, 100], scale: [2, 0.1, -3] }],
    ['one number for all', { offset: [0.5], scale: [2] }],
    ['an offset alone', { offset: [0.5, -1, 100] }],
    ['a scale alone', { scale: [2, 0.1, -3] }],
    ['neither', {}],
  ])('is (x − offset) · scale, with %s', async (_title, attributes) => {
    const of = (numbers: readonly number[] | undefined, i: number, otherwise: number) =>
      numbers ? Math.fround(numbers[numbers.length === 1 ? 0 : i % 3]!) : otherwise;
    const expected = NUMBERS.map((x, i) => (x - of(attributes.offset, i, 0)) * of(attributes.scale, i, 1));
    const { numTensors } = memory();
    const x = ndarray(Float32Array.from(NUMBERS), [2, 3]);
    const model = scaler(attributes);
    const encoder = await onnxEncoder(model);
    const close = (found: ArrayLike<number>) =>
      expected.forEach((value, i) => {
        // Each of the two operations is rounded once.
        expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(2 ** -22 * (Math.abs(value) + 1));
      });
    close((await encode(encoder, x)).data);
    close((await runOnnx(model, [x])).y!.data);
    encoder.dispose();
    expect(await derivativeVerdict(model, [{ type: 'float32', shape: [2, 3], data: x.data }])).toMatchObject({
      kind: 'pass',
      skipped: 0,
    });
    expect(memory().numTensors).toBe(numTensors);
  });

  it('makes floats of whole numbers', async () => {
    const model = scaler({ offset: [0.5], scale: [3] }, { type: 'int64' });
    const { y } = await runOnnx(model, [ndarray(Float64Array.of(1, 2, 3), [1, 3])]);
    expect([...y!.data]).toEqual([1.5, 4.5, 7.5]);
  });

  it('refuses numbers that fit no features', async () => {
    const message =
      'Scaler (node "scaled"): expected offset to be one number, or one for each feature of [samples, features]; got 2 for [1,3]';
    await expect(onnxEncoder(scaler({ offset: [1, 2] }))).rejects.toThrow(message);
    await expect(
      onnxEncoder(scaler({ scale: [1, 2, 3] }, { shape: ['n', 2, 3] }), { latent: 'flatten' }),
    ).rejects.toThrow('got 3 for [1,2,3]');
  });
});

/** Probabilities [n, 2], and a list of maps from labels to them. */
const classifier = (outputs: readonly Uint8Array[]) =>
  modelBytes({
    nodes: [
      nodeBytes('MatMul', ['x', 'w'], ['scores']),
      nodeBytes('Softmax', ['scores'], ['probabilities']),
      nodeBytes('ZipMap', ['probabilities'], ['output_probability'], { domain: ML }),
    ],
    inputs: [valueBytes('x', ['n', 2])],
    outputs,
    initializers: [floatTensor('w', [2, 2], [1, 0, 0, 1])],
    domains: { [ML]: 1 },
  });

/** A sequence of maps from int64 to float. */
const listOfMaps = messageBytes({
  1: 'output_probability',
  2: messageBytes({
    4: messageBytes({
      1: messageBytes({ 5: messageBytes({ 1: 7, 2: messageBytes({ 1: messageBytes({ 1: 1 }) }) }) }),
    }),
  }),
});

describe('a classifier of scikit-learn, whose output is a list of maps', () => {
  beforeAll(() => useBackend('cpu'));
  const x = ndarray(Float32Array.of(0, Math.log(3)), [1, 2]);

  it('serves by the name of the tensor before it', async () => {
    const { numTensors } = memory();
    for (const outputs of [[listOfMaps], [valueBytes('scores', ['n', 2]), listOfMaps]]) {
      const encoder = await onnxEncoder(classifier(outputs), { output: 'probabilities' });
      const { data } = await encode(encoder, x);
      expect(data[0]).toBeCloseTo(0.25, 6);
      expect(data[1]).toBeCloseTo(0.75, 6);
      encoder.dispose();
      const { probabilities } = await runOnnx(classifier(outputs), [x], { outputs: ['probabilities'] });
      expect(probabilities?.data).toEqual(data);
    }
    expect(memory().numTensors).toBe(numTensors);
  });

  it('says which tensor that is', async () => {
    const model = classifier([listOfMaps]);
    const expected = (caller: string, option: string) => ({
      code: 'ERR_UNSUPPORTED_MODEL',
      message: `${caller}: expected a model with an output that is a tensor of numbers; its output "output_probability" is no tensor; name a tensor before it, such as with { ${option} }.`,
    });
    await expect(onnxEncoder(model)).rejects.toMatchObject(
      expected('onnxEncoder', "output: 'probabilities'"),
    );
    await expect(onnxDecoder(model)).rejects.toMatchObject(
      expected('onnxDecoder', "output: 'probabilities'"),
    );
    await expect(runOnnx(model, [x])).rejects.toMatchObject(
      expected('runOnnx', "outputs: ['probabilities']"),
    );
    await expect(onnxEncoder(model, { output: 'output_probability' })).rejects.toThrow(
      'ZipMap (node "output_probability"): makes a list of maps from labels to probabilities, which is no tensor; name its input with { output }',
    );
  });
});
