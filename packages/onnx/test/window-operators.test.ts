import { readFileSync } from 'node:fs';
import { registerKernels } from '@csm/wasm';
import { dispose } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import type { Attribute, Constant, OnnxNode } from '../src/model/onnx-model.js';
import type { StandardCase } from './cases/stored-case.js';
import { verdictOf } from './conformance.js';
import { graphOfNodes, modelOfNodes, runNodes } from './graph-of-nodes.js';

/**
 * Convolutions, pooling, padding and resizing with random geometries, computed by ONNX Runtime 1.30 (where it follows the standard; the
 * standard's own implementation gives the same).
 */
const CASES = JSON.parse(
  readFileSync(new URL('window-cases.json', import.meta.url), 'utf8'),
) as StandardCase[];

describe.each(BACKENDS)('operators with windows and resizing, on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  it.each(CASES.map((each) => [each.name, each] as const))(
    '%s is as ONNX Runtime computes it',
    async (_, each) => {
      expect(await verdictOf(each)).toEqual({ kind: 'pass' });
    },
  );
});

function node(
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: Record<string, Attribute> = {},
): OnnxNode {
  return {
    name: output,
    op,
    domain: '',
    inputs,
    outputs: [output],
    attributes: new Map(Object.entries(attributes)),
  };
}

const constant = (shape: readonly number[], data: readonly number[]): Constant => ({
  type: 'float32',
  shape,
  data: Float32Array.from(data),
});

/** The kinds of the nodes that lead to an output of a model with one input, and the output for it. */
async function graphOf(
  nodes: readonly OnnxNode[],
  constants: Record<string, Constant>,
  shape: readonly number[],
  opset = 18,
) {
  const model = modelOfNodes(nodes, new Map(Object.entries(constants)), opset);
  const wanted = nodes.at(-1)?.outputs[0] ?? '';
  const graph = await graphOfNodes(model, new Map([['x', { shape, type: 'float32' as const }]]), [wanted]);
  const output = graph.outputs.get(wanted);
  if (output === undefined || !('id' in output)) throw new Error('the output is a constant');
  const all = graph.builder.nodes;
  const needed = new Set([output.id]);
  for (const each of [...all].reverse())
    if (needed.has(each.id)) for (const id of each.inputs) needed.add(id);
  const size = shape.reduce((a, b) => a * b, 1);
  const x = { shape, data: Array.from({ length: size }, (_, i) => Math.sin(1 + i)) };
  const { values } = runNodes(graph, [[x]], output.id);
  dispose(graph.builder.weights);
  const kept = all.filter(({ id }) => needed.has(id));
  const shapes = kept.map(({ outputShape }) => outputShape);
  return { kinds: kept.map(({ operation }) => operation), shapes, values };
}

describe('what a person sees as one operation is one node', () => {
  beforeAll(() => useBackend('cpu'));

  const kernel = constant([2, 1, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);

  it('zeros of a Pad before a Conv are padding of the convolution', async () => {
    const pads = constant([8], [0, 0, 0, 1, 0, 0, 1, 0]);
    const nodes = [node('Pad', ['x', 'pads'], 'p'), node('Conv', ['p', 'w'], 'y', { pads: [1, 0, 0, 0] })];
    const { kinds, values } = await graphOf(nodes, { pads, w: kernel }, [1, 1, 3, 4]);
    expect(kinds.map(({ kind }) => kind)).not.toContain('padding');
    expect(kinds.find(({ kind }) => kind === 'convolution')).toMatchObject({
      padding: [
        [1, 1],
        [1, 0],
      ],
    });
    const direct = await graphOf(
      [node('Conv', ['x', 'w'], 'y', { pads: [1, 1, 1, 0] })],
      { w: kernel },
      [1, 1, 3, 4],
    );
    expect(values).toEqual(direct.values);
  });

  it.each([
    ['Add', {}, [3, 4, 2]],
    ['Concat', { axis: 1 }, [3, 4, 4]],
  ] as const)(
    '%s of the input and a convolution has channels last, as the convolution',
    async (op, attributes, shape) => {
      const w = constant([2, 2, 1, 1], [1, 2, 3, 4]);
      const nodes = [node('Conv', ['x', 'w'], 'c'), node(op, ['x', 'c'], 'y', attributes)];
      const { kinds, shapes } = await graphOf(nodes, { w }, [1, 2, 3, 4]);
      const joined = kinds.findIndex(({ kind }) => ['add', 'concatenate'].includes(kind));
      expect(shapes[joined]).toEqual(shape);
    },
  );

  it('padding with a value before a Conv stays, and so does cropping', async () => {
    const kinds = async (pads: readonly number[], value: number) => {
      const nodes = [node('Pad', ['x', 'pads', 'v'], 'p'), node('Conv', ['p', 'w'], 'y')];
      const given = { pads: constant([8], pads), v: constant([], [value]), w: kernel };
      return (await graphOf(nodes, given, [1, 1, 4, 4])).kinds.map(({ kind }) => kind);
    };
    expect(await kinds([0, 0, 0, 1, 0, 0, 1, 0], 2)).toContain('padding');
    expect(await kinds([0, 0, -1, 1, 0, 0, 1, 0], 0)).toContain('cropping');
  });

  it('signals stay images of height 1 between convolutions', async () => {
    const w = constant([1, 1, 2], [1, 2]);
    const nodes = [
      node('Conv', ['x', 'w'], 'a'),
      node('Conv', ['a', 'w'], 'b'),
      node('MaxPool', ['b'], 'y', { kernel_shape: [2] }),
    ];
    const { kinds } = await graphOf(nodes, { w }, [1, 1, 8]);
    const names = kinds.map(({ kind }) => kind);
    expect(names.slice(names.indexOf('convolution'), names.indexOf('maxPool') + 1)).toEqual([
      'convolution',
      'convolution',
      'maxPool',
    ]);
  });

  it('nearest enlargement by whole factors is one upsampling, any other a selection', async () => {
    const resize = (sizes: readonly number[]) =>
      graphOf(
        [
          node('Resize', ['x', '', '', 'sizes'], 'y', {
            mode: 'nearest',
            coordinate_transformation_mode: 'asymmetric',
            nearest_mode: 'floor',
          }),
        ],
        { sizes: constant([4], sizes) },
        [1, 2, 2, 3],
      );
    const names = async (sizes: readonly number[]) => (await resize(sizes)).kinds.map(({ kind }) => kind);
    expect(await names([1, 2, 4, 9])).toContain('upsampling');
    expect(await names([1, 2, 3, 9])).toContain('gather');
  });

  it('auto_pad SAME with strides larger than the kernel is refused for a ConvTranspose', async () => {
    const nodes = [node('ConvTranspose', ['x', 'w'], 'y', { auto_pad: 'SAME_UPPER', strides: [3, 3] })];
    await expect(graphOf(nodes, { w: constant([1, 1, 1, 1], [1]) }, [1, 1, 3, 3])).rejects.toThrow(
      /state pads/,
    );
  });
});
