import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentOfDraft, contentOfFile } from '../../../test/model-content.js';
import { modelDraft, tensorDraft } from '../../../test/model-drafts.js';
import { allCheckedByOnnx, describedByOnnx, hasOnnx, withoutOnnx } from '../../../test/onnx-in-python.js';
import { readModel } from '../../model/read-model.js';
import { encodeModel } from './encode-model.js';
import type { Attribute, GraphDraft, ModelDraft, ValueInfoDraft } from './model-draft.js';

/** A model, by default with an empty graph. */
const model = (graph: Partial<GraphDraft>): ModelDraft => ({
  irVersion: 8,
  opset: 17,
  producer: { name: 'test', version: '1' },
  metadata: {},
  graph: { name: 'g', nodes: [], initializers: [], inputs: [], outputs: [], ...graph },
});

const withAttribute = (value: Attribute) =>
  model({ nodes: [{ op: 'Op', name: 'n', inputs: [], outputs: ['y'], attributes: { value } }] });

const float = (name: string, shape: ValueInfoDraft['shape']): ValueInfoDraft => ({
  name,
  type: 'float32',
  shape,
});

describe('models of any content', () => {
  it('are read back by our reader', () => {
    fc.assert(
      fc.property(modelDraft, (draft) => {
        // Names of graphs, documentation and descriptions are not read.
        expect(contentOfDraft(draft)).toMatchObject(contentOfFile(encodeModel(draft)));
      }),
      { numRuns: 300 },
    );
  });

  it.skipIf(!hasOnnx)(
    `are read by the ONNX project's reader, which writes the same bytes again${withoutOnnx}`,
    () => {
      const drafts = fc.sample(modelDraft, { numRuns: 200, seed: 1 });
      const found = describedByOnnx(drafts.map((draft) => encodeModel(draft)));
      expect(found).toEqual(drafts.map((draft) => ({ ...contentOfDraft(draft), same: true })));
    },
  );

  it('keep every bit of the elements of tensors', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(tensorDraft, { minLength: 1, maxLength: 4 }), async (tensors) => {
        const initializers = tensors.map((tensor, i) => ({ ...tensor, name: `t${i}` }));
        const { constants } = await readModel('test', encodeModel(model({ initializers })));
        for (const [i, { type, shape, numbers }] of tensors.entries()) {
          const read = constants.get(`t${i}`);
          expect(read).toMatchObject({ type, shape });
          // Our reader returns 64-bit integers as float64.
          const expected = type === 'int64' ? Float64Array.from(numbers, Number) : numbers;
          expect(Buffer.from(read!.data.buffer, read!.data.byteOffset, read!.data.byteLength)).toEqual(
            Buffer.from(expected.buffer, expected.byteOffset, expected.byteLength),
          );
        }
      }),
    );
  });
});

describe('a model with every kind of value', () => {
  const branch = (name: string, op: string): GraphDraft => ({
    name,
    nodes: [{ op, name: `${name} ${op}`, inputs: ['h', 'two'], outputs: [`${name} y`] }],
    initializers: [{ name: 'two', type: 'float32', shape: [], numbers: Float32Array.of(2) }],
    inputs: [],
    outputs: [float(`${name} y`, ['batch', 3])],
  });
  const draft: ModelDraft = {
    ...model({
      nodes: [
        { op: 'Relu', name: 'relu', inputs: ['x'], outputs: ['r'] },
        { op: 'Clip', name: 'clip', inputs: ['r', '', 'most'], outputs: ['c'] },
        { op: 'LeakyRelu', name: 'λ', inputs: ['c'], outputs: ['h'], attributes: { alpha: { float: 0.1 } } },
        {
          op: 'If',
          name: 'if',
          inputs: ['flag'],
          outputs: ['i'],
          attributes: {
            then_branch: { graph: branch('then', 'Mul') },
            else_branch: { graph: branch('else', 'Add') },
          },
        },
        {
          op: 'ConstantOfShape',
          name: 'filled',
          inputs: ['shape'],
          outputs: ['f'],
          attributes: { value: { tensor: { type: 'float32', shape: [1], numbers: Float32Array.of(-0) } } },
        },
        { op: 'Add', name: 'sum', inputs: ['i', 'f'], outputs: ['s'], attributes: { unused: undefined } },
        {
          op: 'ReduceMean',
          name: 'mean',
          inputs: ['s'],
          outputs: ['y'],
          attributes: { axes: [-1], keepdims: 0 },
        },
      ],
      initializers: [
        { name: 'most', type: 'float32', shape: [], numbers: Float32Array.of(6) },
        { name: 'flag', type: 'bool', shape: [], numbers: Uint8Array.of(1) },
        { name: 'shape', type: 'int64', shape: [1], numbers: BigInt64Array.of(3n) },
      ],
      inputs: [{ ...float('x', ['batch', 3]), description: 'three measurements' }],
      outputs: [float('y', ['batch'])],
    }),
    documentation: 'Mean of a branch.',
    metadata: { 'csm.maß': 'ε' },
  };

  it('is read back by our reader', async () => {
    const read = await readModel('test', encodeModel(draft));
    expect(read.nodes.map(({ name, op, inputs }) => [name, op, inputs])).toEqual(
      draft.graph.nodes.map(({ name, op, inputs }) => [name, op, inputs]),
    );
    expect(read.nodes[2]?.attributes).toEqual(new Map([['alpha', Math.fround(0.1)]]));
    expect(read.nodes[3]?.attributes.get('then_branch')).toMatchObject({ graph: { captured: ['h'] } });
    expect(read).toMatchObject({
      producer: 'test 1',
      inputs: [{ name: 'x', type: 'float32', shape: ['batch', 3] }],
      outputs: [{ name: 'y', type: 'float32', shape: ['batch'] }],
      metadata: new Map([['csm.maß', 'ε']]),
    });
  });

  it.skipIf(!hasOnnx)(
    `passes the ONNX project's checker, which rejects a wrong attribute and a wrong shape${withoutOnnx}`,
    () => {
      const { graph } = draft;
      const wrongKind = graph.nodes.map((node) =>
        node.op === 'LeakyRelu' ? { ...node, attributes: { alpha: 1 } } : node,
      );
      const [right, attribute, shape] = allCheckedByOnnx([
        encodeModel(draft),
        encodeModel({ ...draft, graph: { ...graph, nodes: wrongKind } }),
        encodeModel({ ...draft, graph: { ...graph, outputs: [float('y', ['batch', 3])] } }),
      ]);
      expect(right).toBeUndefined();
      expect(attribute).toMatch(/alpha/);
      expect(shape).toMatch(/rank/i);
    },
  );
});

describe('what cannot be written is rejected', () => {
  it.each([[0.5], [2 ** 53], [Number.NaN]])('the number %d as an integer', (value) => {
    expect(() => encodeModel(withAttribute(value))).toThrow(
      expect.objectContaining({
        code: 'ERR_INVALID_ARGUMENT',
        message: `encodeModel: expected an integer below 2^53; got ${value}; round it, or pass a float.`,
      }),
    );
  });

  it('a number that float32 cannot hold', () => {
    expect(() => encodeModel(withAttribute({ floats: [1, -1e39] }))).toThrow(
      'encodeModel: expected values within the range of float32; got -1e+39; pass a value of smaller magnitude.',
    );
    expect(() => encodeModel(withAttribute({ float: Number.NEGATIVE_INFINITY }))).not.toThrow();
  });

  it('an unpaired surrogate', () => {
    expect(() => encodeModel(withAttribute('a\ud800'))).toThrow(/^encodeModel: expected .* Unicode/);
  });

  it('a tensor with more or fewer elements than its shape', () => {
    const initializers = [{ name: 'w', type: 'int32', shape: [2, 3], numbers: new Int32Array(5) }] as const;
    expect(() => encodeModel(model({ initializers }))).toThrow(
      'encodeModel: tensor "w": expected the 6 numbers of its shape [2, 3]; got 5; give as many numbers as the shape has.',
    );
  });
});

describe('large models', () => {
  const many = new Float32Array(2 ** 22);
  const large = (count: number) =>
    model({
      initializers: Array.from({ length: count }, (_, i) => ({
        name: `w${i}`,
        type: 'float32',
        shape: [many.length],
        numbers: many,
      })),
    });
  /** The bytes of arrays that a call allocates. */
  const allocatedBy = (call: () => void) => {
    const before = process.memoryUsage().arrayBuffers;
    call();
    return process.memoryUsage().arrayBuffers - before;
  };

  it('of 2 GB are rejected before anything is allocated', () => {
    const allocated = allocatedBy(() =>
      // 128 tensors of 2^24 bytes are 2^31 bytes; the rest is their names, types and shapes.
      expect(() => encodeModel(large(128), 'exportEncoder')).toThrow(
        expect.objectContaining({
          code: 'ERR_UNSUPPORTED_MODEL',
          message: expect.stringMatching(
            /^exportEncoder: expected a model of at most 2147483647 bytes, .*; this one has 214748\d{4}; write /,
          ),
        }),
      ),
    );
    expect(allocated).toBeLessThan(2 ** 20);
  });

  it('are copied once', () => {
    expect(allocatedBy(() => encodeModel(large(4)))).toBeLessThan(2 ** 26 + 2 ** 20);
  });
});
