import { layersEncoder } from '@csm/core';
import { encoderOfGraph, type Graph, type GraphNode, operationForward } from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { numbers } from '../../test/small-encoder.js';
import { receptiveField } from './receptive-field.js';

beforeAll(() => useBackend('cpu'));

const { layers } = tfl;
const ends = (): tfl.layers.Layer[] => [layers.flatten(), layers.dense({ units: 2 })];
const graphOf = (inside: tfl.layers.Layer[]): Graph =>
  layersEncoder(tfl.sequential({ layers: [...inside, ...ends()] })).graph as Graph;

function residual(): Graph {
  const input = tfl.input({ shape: [7, 6, 1] });
  const conv = (filters: number, kernelSize: number) =>
    layers.conv2d({ filters, kernelSize, padding: 'same' });
  const a = conv(2, 3).apply(input) as tfl.SymbolicTensor;
  const b = conv(2, 3).apply(layers.reLU().apply(a)) as tfl.SymbolicTensor;
  const sum = layers.add().apply([a, b]) as tfl.SymbolicTensor;
  const both = layers.concatenate().apply([sum, a]) as tfl.SymbolicTensor;
  const outputs = ends().reduce((h, layer) => layer.apply(h) as tfl.SymbolicTensor, both);
  return layersEncoder(tfl.model({ inputs: input, outputs })).graph as Graph;
}

/** The same graph with an input whose channels are first, and which is scaled first, as by `normalise`. */
function channelsFirst(graph: Graph): Graph {
  const [height, width, channels] = graph.nodes[0]!.outputShape as [number, number, number];
  const input: GraphNode = {
    id: 0,
    name: 'first',
    operation: { kind: 'input' },
    inputs: [],
    outputShape: [channels, height, width],
  };
  const scaled: GraphNode = {
    ...input,
    id: 1,
    name: 'scaled',
    operation: { kind: 'scale', factor: 2 },
    inputs: [0],
  };
  const later = graph.nodes.map(
    (node): GraphNode => ({
      ...node,
      id: node.id + 2,
      ...(node.id === graph.input
        ? { operation: { kind: 'permute', order: [0, 2, 3, 1] }, inputs: [1] }
        : { inputs: node.inputs.map((id) => id + 2) }),
    }),
  );
  const nodes = [input, scaled, ...later];
  return encoderOfGraph({ input: 0, output: graph.output + 2, nodes }).graph as Graph;
}

const strided = () =>
  graphOf([
    layers.conv2d({ filters: 3, kernelSize: 3, strides: 2, padding: 'same', inputShape: [9, 7, 1] }),
    layers.batchNormalization(),
    layers.reLU(),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.conv2d({ filters: 2, kernelSize: [1, 2], padding: 'valid' }),
  ]);

const GRAPHS: Record<string, () => Graph> = {
  'strides, SAME padding, pooling': strided,
  'a sum and a concatenation': residual,
  'channels first': () => channelsFirst(strided()),
  dilations: () =>
    graphOf([
      layers.conv2d({ filters: 2, kernelSize: 3, dilationRate: 2, inputShape: [7, 8, 1] }),
      layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 1 }),
    ]),
  'a margin of zeros and a crop': () =>
    graphOf([
      layers.zeroPadding2d({
        padding: [
          [1, 1],
          [0, 1],
        ],
        inputShape: [6, 7, 1],
      } as never),
      layers.conv2d({ filters: 2, kernelSize: 2 }),
      layers.cropping2D({
        cropping: [
          [1, 0],
          [2, 1],
        ],
      } as never),
    ]),
  'a signal': () =>
    graphOf([
      layers.reshape({ targetShape: [20, 1], inputShape: [20] }),
      layers.conv1d({ filters: 2, kernelSize: 4, strides: 2 }),
      layers.averagePooling1d({ poolSize: 3, strides: 1 }),
    ]),
};

/** The outputs of all nodes for one sample. */
function run({ nodes }: Graph, sample: Float32Array): tf.Tensor[] {
  const values: tf.Tensor[] = [];
  for (const { operation, inputs, outputShape } of nodes) {
    values.push(
      operation.kind === 'input'
        ? tf.tensor(sample, [1, ...outputShape])
        : operationForward(
            operation,
            inputs.map((id) => values[id]!),
          ),
    );
  }
  return values;
}

/** The box of the input's numbers whose change changes a unit, by changing one after another. */
function byChanges(graph: Graph, layer: GraphNode, unit: number): [number, number][] {
  const shape = graph.nodes[graph.input]!.outputShape;
  const size = shape.reduce((a, b) => a * b);
  const sample = numbers(size, 3).map(Math.abs);
  const unitOf = (values: Float32Array) =>
    tf.tidy(() => (run(graph, values)[layer.id] as tf.Tensor).dataSync()[unit]);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const box = shape.map((length): [number, number] => [length, -1]);
  for (let at = 0; at < size; at++) {
    const changes = [-40, 40].some((by) => {
      const changed = sample.slice();
      changed[at] = changed[at]! + by;
      return unitOf(changed) !== unitOf(sample);
    });
    if (!changes) continue;
    for (const [axis, range] of box.entries()) {
      const index = Math.floor(at / strides[axis]!) % shape[axis]!;
      range[0] = Math.min(range[0], index);
      range[1] = Math.max(range[1], index);
    }
  }
  return box;
}

describe('receptiveField is what changes a unit', () => {
  it.each(Object.entries(GRAPHS))('through %s', (_, create) => {
    const graph = create();
    const flat = graph.nodes.findIndex(
      ({ operation, outputShape }, id) => operation.kind === 'reshape' && outputShape.length === 1 && id > 1,
    );
    const layer = graph.nodes[flat - 1]!;
    const [rows = 1, columns = 1, channels] = layer.outputShape;
    const places =
      channels === undefined
        ? [[0], [rows - 1]]
        : [
            [0, 0],
            [rows - 1, columns - 1],
            [rows >> 1, columns >> 1],
          ];
    for (const place of places) {
      const width = layer.outputShape.at(-1)!;
      const cell = place.length === 1 ? place[0]! : place[0]! * columns + place[1]!;
      const found = receptiveField(graph, layer, [...place, 0]);
      const expected = byChanges(graph, layer, cell * width);
      found.forEach(([firstIndex, lastIndex], axis) => {
        const [from, to] = expected[axis]!;
        // All channels count; a unit of a depthwise convolution reads one of them.
        expect(firstIndex).toBeLessThanOrEqual(from);
        expect(lastIndex).toBeGreaterThanOrEqual(to);
      });
      const spatial = (box: readonly (readonly number[])[]) =>
        box.filter((__, axis) => graph.nodes[graph.input]!.outputShape[axis]! > 2);
      expect(spatial(found)).toEqual(spatial(expected));
    }
  });

  it('is the whole input for a layer without positions', () => {
    const graph = residual();
    const last = graph.nodes[graph.output]!;
    expect(receptiveField(graph, last, [1])).toEqual([
      [0, 6],
      [0, 5],
      [0, 0],
    ]);
  });
});
