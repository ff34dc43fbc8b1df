import { describe, expect, it } from 'vitest';
import {
  attributeBytes,
  floatTensor,
  messageBytes,
  modelBytes,
  nodeBytes,
  tensorBytes,
  valueBytes,
} from '../../../test/onnx-bytes.js';
import { readModel } from '../read-model.js';

const read = (parts: Parameters<typeof modelBytes>[0]) => readModel('test', modelBytes(parts));

it('strings keep a byte order mark at their start', async () => {
  const attributes = [attributeBytes('mode', '\ufeffsame')];
  const { nodes } = await read({ nodes: [nodeBytes('Relu', ['x'], ['y'], { attributes })] });
  expect(nodes[0]?.attributes.get('mode')).toBe('\ufeffsame');
});

describe('the order of nodes', () => {
  it('is established', async () => {
    const nodes = [
      nodeBytes('Add', ['a', 'b'], ['y']),
      nodeBytes('Neg', ['a'], ['b']),
      nodeBytes('Relu', ['x'], ['a']),
    ];
    const model = await read({ nodes });
    expect(model.nodes.map(({ op }) => op)).toEqual(['Relu', 'Neg', 'Add']);
  });

  it('stays as it is where it is right', async () => {
    const nodes = [
      nodeBytes('Relu', ['x'], ['a']),
      nodeBytes('Sin', ['x'], ['b']),
      nodeBytes('Add', ['a', 'b'], ['y']),
    ];
    expect((await read({ nodes })).nodes.map(({ op }) => op)).toEqual(['Relu', 'Sin', 'Add']);
  });

  it.each<[string, Uint8Array[], string]>([
    [
      'cycles',
      [nodeBytes('Add', ['x', 'b'], ['a']), nodeBytes('Relu', ['a'], ['b']), nodeBytes('Neg', ['a'], ['y'])],
      'expected a graph without cycles; node "a" (Add) depends on its own output; export the model again.',
    ],
    [
      'tensors that do not exist',
      [nodeBytes('Add', ['x', 'w'], ['y'], { name: 'sum' })],
      'node "sum" (Add) reads the tensor "w", which does not exist; export the model again.',
    ],
    [
      'tensors that are computed twice',
      [nodeBytes('Relu', ['x'], ['y']), nodeBytes('Neg', ['x'], ['y'])],
      'expected each tensor once; node "y" (Neg) computes "y" again; export the model again.',
    ],
    [
      'inputs that are computed',
      [nodeBytes('Relu', ['x'], ['x'], { name: 'r' })],
      'expected each tensor once; node "r" (Relu) computes "x" again; export the model again.',
    ],
    [
      'outputs that do not exist',
      [nodeBytes('Relu', ['x'], ['z'])],
      'the model\'s output "y" is a tensor that does not exist; export the model again.',
    ],
  ])('refuses %s', async (_, nodes, message) => {
    await expect(read({ nodes })).rejects.toMatchObject({
      code: 'ERR_INVALID_FILE',
      message: `test: model: ${message}`,
    });
  });

  it('takes ten thousand nodes in the wrong order', async () => {
    const nodes = Array.from({ length: 10_000 }, (_, i) =>
      nodeBytes('Relu', [i === 9999 ? 'x' : `t${i + 1}`], [i === 0 ? 'y' : `t${i}`]),
    );
    const model = await read({ nodes });
    expect(model.nodes[0]?.inputs).toEqual(['x']);
    expect(model.nodes.at(-1)?.outputs).toEqual(['y']);
  });
});

it('refuses two initialisers of one name', async () => {
  const initializers = [floatTensor('w', [1], [1]), floatTensor('w', [1], [2])];
  await expect(read({ initializers })).rejects.toThrow(
    'test: model: expected one tensor "w"; there are two; export the model again.',
  );
});

it('reads dimensions that are free: by name, without a name, and as 0 or −1', async () => {
  const model = await read({ inputs: [valueBytes('x', ['n', 3, '', -1, 0])] });
  expect(model.inputs[0]?.shape).toEqual(['n', 3, null, null, null]);
});

/** An attribute that is a graph of one node. */
const subgraph = (name: string, node: Uint8Array, initializers: readonly Uint8Array[] = []) =>
  messageBytes({ 1: name, 6: messageBytes({ 1: node, 5: initializers, 12: valueBytes('r') }), 20: 5 });

it('says of the subgraphs of a loop only that they exist', async () => {
  const body = subgraph('body', nodeBytes('Relu', ['q'], ['r']));
  const model = await read({ nodes: [nodeBytes('Loop', ['x'], ['y'], { attributes: [body] })] });
  expect(model.nodes[0]?.attributes).toEqual(new Map([['body', { graph: true }]]));
});

it('reads the branches of If, and the names that they read of the graph around them', async () => {
  const node = nodeBytes('Add', ['x', 'w'], ['r']);
  const branch = subgraph('then_branch', node, [floatTensor('w', [1], [2])]);
  const model = await read({ nodes: [nodeBytes('If', ['x'], ['y'], { attributes: [branch] })] });
  expect(model.nodes[0]?.captured).toEqual(['x']);
  expect(model.nodes[0]?.attributes.get('then_branch')).toMatchObject({
    graph: { nodes: [{ op: 'Add' }], outputs: ['r'], captured: ['x'] },
  });
  const missing = subgraph('then_branch', nodeBytes('Relu', ['q'], ['r']));
  await expect(read({ nodes: [nodeBytes('If', ['x'], ['y'], { attributes: [missing] })] })).rejects.toThrow(
    'test: model: node "y" (If) reads the tensor "q", which does not exist',
  );
});

it('does not read branches that nest without end, or whose numbers are in another file', async () => {
  let node = nodeBytes('Relu', ['x'], ['r']);
  for (let depth = 0; depth < 200; depth++)
    node = nodeBytes('If', ['x'], ['r'], { attributes: [subgraph('then_branch', node)] });
  expect((await read({ nodes: [node], outputs: [valueBytes('r')] })).nodes).toHaveLength(1);
  const external = tensorBytes('w', 'float32', [2], { 13: messageBytes({ 1: 'location', 2: 'w' }), 14: 1 });
  const branch = subgraph('then_branch', nodeBytes('Relu', ['w'], ['r']), [external]);
  const { nodes } = await read({ nodes: [nodeBytes('If', ['x'], ['y'], { attributes: [branch] })] });
  expect(nodes[0]?.attributes).toEqual(new Map([['then_branch', { graph: true }]]));
});

describe('functions of the model', () => {
  const local = (
    name: string,
    nodes: readonly Uint8Array[],
    { defaults = [], opset = 17 }: { defaults?: readonly Uint8Array[]; opset?: number } = {},
  ) =>
    messageBytes({
      1: name,
      4: ['in', 'scale'],
      5: 'out',
      7: nodes,
      9: messageBytes({ 2: opset }),
      10: 'local',
      11: defaults,
    });
  const referring = (name: string, to: string) => messageBytes({ 1: name, 21: to, 20: 1 });

  it('are inlined, with their attributes and defaults', async () => {
    const leaky = local(
      'Leaky',
      [
        nodeBytes('LeakyRelu', ['in'], ['t'], { attributes: [referring('alpha', 'slope')] }),
        nodeBytes('Mul', ['t', 'scale'], ['out'], { name: 'product' }),
      ],
      { defaults: [attributeBytes('slope', { float: 0.25 })] },
    );
    const call = (input: string, output: string, attributes: readonly Uint8Array[] = []) =>
      nodeBytes('Leaky', [input, 'w'], [output], { name: `call-${output}`, domain: 'local', attributes });
    const { nodes } = await read({
      nodes: [call('x', 'a', [attributeBytes('slope', { float: 0.5 })]), call('a', 'y')],
      initializers: [floatTensor('w', [1], [2])],
      functions: [leaky],
      domains: { local: 1 },
    });
    expect(
      nodes.map(({ name, op, inputs, outputs, attributes }) => [
        name,
        op,
        inputs,
        outputs,
        attributes.get('alpha'),
      ]),
    ).toEqual([
      ['call-a/t', 'LeakyRelu', ['x'], ['a/t'], 0.5],
      ['call-a/product', 'Mul', ['a/t', 'w'], ['a'], undefined],
      ['call-y/t', 'LeakyRelu', ['a'], ['y/t'], 0.25],
      ['call-y/product', 'Mul', ['y/t', 'w'], ['y'], undefined],
    ]);
  });

  it('are refused if they call themselves', async () => {
    const endless = local('Endless', [nodeBytes('Endless', ['in'], ['out'], { domain: 'local' })]);
    await expect(
      read({ nodes: [nodeBytes('Endless', ['x'], ['y'], { domain: 'local' })], functions: [endless] }),
    ).rejects.toThrow('test: model: expected functions that do not call themselves; "Endless" does');
  });

  it('are refused if they multiply without end', async () => {
    const functions = Array.from({ length: 40 }, (_, i) =>
      local(`F${i}`, [
        nodeBytes(i === 39 ? 'Relu' : `F${i + 1}`, ['in'], ['t'], { domain: i === 39 ? '' : 'local' }),
        nodeBytes(i === 39 ? 'Relu' : `F${i + 1}`, ['t'], ['out'], { domain: i === 39 ? '' : 'local' }),
      ]),
    );
    await expect(
      read({ nodes: [nodeBytes('F0', ['x'], ['y'], { domain: 'local' })], functions }),
    ).rejects.toMatchObject({ code: 'ERR_UNSUPPORTED_MODEL' });
  });

  it('are refused if they need other versions of the operators', async () => {
    const old = local('Old', [nodeBytes('Relu', ['in'], ['out'])], { opset: 9 });
    await expect(
      read({ nodes: [nodeBytes('Old', ['x'], ['y'], { domain: 'local' })], functions: [old] }),
    ).rejects.toThrow(
      'test: model: function "Old" needs version 9 of the operators of domain "", the model version 17; ' +
        'export the model again with its functions inlined (onnx.inliner).',
    );
  });
});
