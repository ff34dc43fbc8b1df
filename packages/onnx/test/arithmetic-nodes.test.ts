import { dispose } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import type { Attribute, Constant, OnnxNode } from '../src/model/onnx-model.js';
import { graphOfNodes, modelOfNodes } from './graph-of-nodes.js';

beforeAll(() => useBackend('cpu'));

const floats = (shape: number[]): Constant => ({
  type: 'float32',
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i + 1),
});
const scalar = (value: number): Constant => ({ type: 'float32', shape: [], data: Float32Array.of(value) });
const node = (
  op: string,
  inputs: string[],
  output: string,
  attributes: Record<string, Attribute> = {},
): OnnxNode => ({
  name: output,
  op,
  domain: '',
  inputs,
  outputs: [output],
  attributes: new Map(Object.entries(attributes)),
});

async function lastOperation(nodes: OnnxNode[], constants: Record<string, Constant>, shape: number[]) {
  const model = modelOfNodes(nodes, new Map(Object.entries(constants)), 17);
  const inputs = new Map([['x', { shape, type: 'float32' as const }]]);
  const { builder, outputs } = await graphOfNodes(model, inputs, [nodes.at(-1)!.outputs[0]!]);
  expect(outputs.size).toBe(1);
  dispose(builder.weights);
  return builder.nodes.findLast(({ operation }) => operation.kind !== 'reshape')?.operation;
}

describe('what a person sees as one node is one node', () => {
  it('MatMul and Add are a dense layer with bias', async () => {
    const nodes = [node('MatMul', ['x', 'w'], 'product'), node('Add', ['product', 'b'], 'y')];
    const found = await lastOperation(nodes, { w: floats([3, 2]), b: floats([2]) }, [1, 3]);
    expect(found).toMatchObject({ kind: 'dense', bias: { shape: [2] } });
  });

  it('but not if something else reads the product', async () => {
    const nodes = [
      node('MatMul', ['x', 'w'], 'product'),
      node('Add', ['product', 'b'], 'sum'),
      node('Mul', ['product', 'sum'], 'y'),
    ];
    expect(await lastOperation(nodes, { w: floats([3, 2]), b: floats([2]) }, [1, 3])).toEqual({
      kind: 'multiply',
    });
    expect(await lastOperation(nodes.slice(0, 2), { w: floats([3, 2]), b: scalar(2) }, [1, 3])).toMatchObject(
      {
        kind: 'shift',
        by: 2,
      },
    );
  });

  it.each<[string, Record<string, Constant>, object]>([
    ['Max', { c: scalar(0) }, { kind: 'activation', activation: 'relu' }],
    ['Max', { c: scalar(0.5) }, { kind: 'elementwise', function: 'clip', minimum: 0.5 }],
    ['Clip', { c: scalar(0) }, { kind: 'activation', activation: 'relu' }],
    ['Clip', { c: scalar(0), d: scalar(6) }, { kind: 'activation', activation: 'relu6' }],
    ['Clip', { c: scalar(0), d: scalar(2) }, { kind: 'activation', activation: 'relu', maximum: 2 }],
    ['Pow', { c: scalar(2) }, { kind: 'elementwise', function: 'power', exponent: 2 }],
    ['Div', { c: scalar(4) }, { kind: 'scale', factor: 0.25 }],
    ['Sub', { c: scalar(4) }, { kind: 'shift', by: -4 }],
  ])('%s with %j', async (op, constants, expected) => {
    const found = await lastOperation([node(op, ['x', ...Object.keys(constants)], 'y')], constants, [1, 3]);
    expect(found).toEqual(expected);
  });

  it('a mean over the places of an image is a global pooling', async () => {
    const found = await lastOperation(
      [
        node('Transpose', ['x'], 'image', { perm: [2, 0, 1] }),
        node('ReduceMean', ['image'], 'y', { axes: [1, 2], keepdims: 0 }),
      ],
      {},
      [4, 4, 3],
    );
    expect(found).toEqual({ kind: 'averagePool', global: true });
  });
});
