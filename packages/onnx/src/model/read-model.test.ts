import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { NEEDS_SHARED, sharedPath } from '../../../../test/shared-folder.js';
import {
  attributeBytes,
  floatTensor,
  messageBytes,
  modelBytes,
  nodeBytes,
  valueBytes,
} from '../../test/onnx-bytes.js';
import { readModel } from './read-model.js';

const read = (bytes: Uint8Array) => readModel('test', bytes);

it('reads a model: nodes, attributes, inputs, outputs, constants and versions', async () => {
  const model = await read(
    modelBytes({
      nodes: [
        nodeBytes('Add', ['x', 'w'], ['a'], { name: 'sum' }),
        nodeBytes('LeakyRelu', ['a'], ['y'], {
          domain: 'ai.onnx',
          attributes: [
            attributeBytes('alpha', { float: 0.5 }),
            attributeBytes('axes', [1, -2]),
            attributeBytes('mode', 'x'),
          ],
        }),
      ],
      initializers: [floatTensor('w', [2], [1, 2])],
      inputs: [valueBytes('x', ['batch', 2]), valueBytes('w', [2])],
      domains: { 'com.microsoft': 1 },
    }),
  );
  expect(model).toEqual({
    producer: 'test',
    opsets: new Map([
      ['', 17],
      ['com.microsoft', 1],
    ]),
    nodes: [
      { name: 'sum', op: 'Add', domain: '', inputs: ['x', 'w'], outputs: ['a'], attributes: new Map() },
      {
        name: 'y',
        op: 'LeakyRelu',
        domain: '',
        inputs: ['a'],
        outputs: ['y'],
        attributes: new Map<string, unknown>([
          ['alpha', 0.5],
          ['axes', [1, -2]],
          ['mode', 'x'],
        ]),
      },
    ],
    inputs: [{ name: 'x', type: 'float32', shape: ['batch', 2] }],
    otherOutputs: [],
    outputs: [{ name: 'y', type: 'float32', shape: [1, 2] }],
    constants: new Map([['w', { type: 'float32', shape: [2], data: Float32Array.of(1, 2) }]]),
    metadata: new Map(),
  });
});

it('reads Constant nodes as constants', async () => {
  const constant = (output: string, attribute: Uint8Array) =>
    nodeBytes('Constant', [], [output], { attributes: [attribute] });
  const { constants, nodes } = await read(
    modelBytes({
      nodes: [
        constant('tensor', attributeBytes('value', floatTensor('', [1, 2], [3, 4]))),
        constant('float', attributeBytes('value_float', { float: 0.5 })),
        constant('int', attributeBytes('value_int', -3)),
        constant('ints', attributeBytes('value_ints', [1, -1])),
        constant('floats', messageBytes({ 1: 'value_floats', 7: [{ float: 1.5 }], 20: 6 })),
        nodeBytes('Relu', ['x'], ['y']),
      ],
    }),
  );
  expect(nodes.map(({ op }) => op)).toEqual(['Relu']);
  expect(Object.fromEntries(constants)).toEqual({
    tensor: { type: 'float32', shape: [1, 2], data: Float32Array.of(3, 4) },
    float: { type: 'float32', shape: [], data: Float32Array.of(0.5) },
    int: { type: 'int64', shape: [], data: Float64Array.of(-3) },
    ints: { type: 'int64', shape: [2], data: Float64Array.of(1, -1) },
    floats: { type: 'float32', shape: [1], data: Float32Array.of(1.5) },
  });
});

it('leaves strings to the nodes that read them', async () => {
  const { constants, nodes } = await read(
    modelBytes({
      nodes: [
        nodeBytes('Constant', [], ['s'], { attributes: [attributeBytes('value_string', 'a')] }),
        nodeBytes('Relu', ['x'], ['y']),
      ],
      initializers: [messageBytes({ 1: 1, 2: 8, 6: 'a', 8: 't' })],
      inputs: [valueBytes('x'), valueBytes('words', [1], 'string')],
    }),
  );
  expect(constants.size).toBe(0);
  expect(nodes.map(({ op, outputs }) => `${op} ${outputs}`)).toEqual([
    'Constant t',
    'Constant words',
    'Constant s',
    'Relu y',
  ]);
  expect(nodes[0]?.attributes.get('value')).toEqual({ unreadable: 'tensors of strings are not supported.' });
});

const index = sharedPath('oracles', 'onnx', 'index.json');
it.skipIf(!index)(`reads the models exported from PyTorch ${index ? '' : NEEDS_SHARED}`, async () => {
  const names = (JSON.parse(await readFile(index ?? '', 'utf8')) as { name: string }[]).map(
    ({ name }) => name,
  );
  const models = await Promise.all(
    names.map(async (name) => read(await readFile(sharedPath('oracles', 'onnx', `${name}.onnx`) ?? ''))),
  );
  for (const { nodes, constants, producer, opsets } of models) {
    expect(producer).toMatch(/^pytorch /);
    expect(opsets.get('')).toBeGreaterThan(12);
    expect(nodes.length).toBeGreaterThan(0);
    for (const { shape, data } of constants.values())
      expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
  }
  expect(models.length).toBe(16);
});

const cases = sharedPath('oracles', 'onnx-conformance', 'cases.json');
it.skipIf(!cases)(`reads the models of the standard's cases ${cases ? '' : NEEDS_SHARED}`, async () => {
  const all = JSON.parse(await readFile(cases ?? '', 'utf8')) as {
    name: string;
    model: string;
    ops: string[];
    opset: number;
  }[];
  for (const { name, model, ops, opset } of all) {
    // The only output is a sequence.
    if (name === 'test_identity_sequence') continue;
    const reading = read(Buffer.from(model, 'base64'));
    if (opset < 7) {
      await expect(reading).rejects.toThrow('expected operators of opset 7 or newer');
      continue;
    }
    const { nodes, opsets, constants } = await reading;
    expect(opsets.get('')).toBe(opset);
    if (constants.size === 0) expect(new Set(nodes.map(({ op }) => op))).toEqual(new Set(ops));
  }
  expect(all.length).toBe(251);
});

it('refuses versions of the operators in which Add has other semantics', async () => {
  expect((await read(modelBytes({ opset: 7 }))).opsets.get('')).toBe(7);
  await expect(read(modelBytes({ opset: 6 }))).rejects.toMatchObject({
    code: 'ERR_UNSUPPORTED_MODEL',
    message:
      'test: model: expected operators of opset 7 or newer; the model has opset 6; export the model again, with opset_version=17 or newer.',
  });
});
