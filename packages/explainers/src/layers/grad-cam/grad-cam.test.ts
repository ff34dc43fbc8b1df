import { conceptVector, type Explainer, explain, layersEncoder } from '@csm/core';
import { encoderOfGraph, type Graph } from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { images, LATENT, numbers, smallEncoder } from '../../../test/small-encoder.js';
import { guidedBackprop } from '../../methods/guided-backprop.js';
import { layerNames } from '../layer-names.js';
import { gradCam } from './grad-cam.js';
import { guidedGradCam } from './guided-grad-cam.js';

beforeAll(() => useBackend('cpu'));

/** A strided convolution with kernel 2 × 2 and 3 filters, then weights per cell: every number is known. */
function linearEncoder() {
  const model = tfl.sequential({
    layers: [
      tfl.layers.conv2d({ filters: 3, kernelSize: 2, strides: 2, name: 'conv', inputShape: [4, 6, 2] }),
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 2, name: 'z' }),
    ],
  });
  const [kernel, weights] = [numbers(24, 1), numbers(36, 2)];
  model.getLayer('conv').setWeights([tf.tensor(kernel, [2, 2, 2, 3]), tf.tensor1d([0.1, -0.2, 0.3])]);
  model.getLayer('z').setWeights([tf.tensor(weights, [18, 2]), tf.zeros([2])]);
  return { encoder: layersEncoder(model), kernel, weights };
}

/** Σ_c mean(∂s/∂a_c) a_c of {@link linearEncoder}, from the definition. */
function camByDefinition(x: NdArray<Float32Array>, vector: readonly number[]): number[][][] {
  const { kernel, weights } = linearEncoder();
  return Array.from({ length: x.shape[0]! }, (_, n) =>
    [0, 1].map((row) =>
      [0, 1, 2].map((column) =>
        [0, 1, 2].reduce((cam, c) => {
          let a = [0.1, -0.2, 0.3][c]!;
          for (let i = 0; i < 2; i++)
            for (let j = 0; j < 2; j++)
              for (let channel = 0; channel < 2; channel++)
                a +=
                  x.get(n, 2 * row + i, 2 * column + j, channel) *
                  kernel[((i * 2 + j) * 2 + channel) * 3 + c]!;
          let gradient = 0;
          for (let cell = 0; cell < 6; cell++)
            gradient +=
              (vector[0]! * weights[(cell * 3 + c) * 2]! + vector[1]! * weights[(cell * 3 + c) * 2 + 1]!) / 6;
          return cam + gradient * a;
        }, 0),
      ),
    ),
  );
}

const vector = [0.7, -1.2];
const concept = conceptVector('c', vector);
const x = ndarray(numbers(2 * 48, 3), [2, 4, 6, 2]);
const mapsOf = async (explainer: Explainer) =>
  (await explain(linearEncoder().encoder, concept, x, explainer)).maps;

describe('gradCam', () => {
  it('is the definition at the last convolution, shared equally among channels', async () => {
    const cam = camByDefinition(x, vector);
    expect(cam.flat(2).some((value) => value < 0) && cam.flat(2).some((value) => value > 0)).toBe(true);
    const signed = await mapsOf(gradCam({ clamp: false, interpolation: 'nearest' }));
    const clamped = await mapsOf(gradCam({ layer: 'conv', interpolation: 'nearest' }));
    const bilinear = await mapsOf(gradCam());
    for (let n = 0; n < 2; n++) {
      for (let row = 0; row < 4; row++) {
        for (let column = 0; column < 6; column++) {
          const value = cam[n]![row >> 1]![column >> 1]!;
          // Half-pixel centres: pixel i lies at (i + 0.5) / 2 − 0.5 among the cells.
          const [y, z] = [
            Math.min(1, Math.max(0, row / 2 - 0.25)),
            Math.min(2, Math.max(0, column / 2 - 0.25)),
          ];
          const at = (i: number, j: number) => Math.max(0, cam[n]![Math.min(i, 1)]![Math.min(j, 2)]!);
          const [i, j] = [Math.floor(y), Math.floor(z)];
          const [p, q] = [y - i, z - j];
          const between =
            (1 - p) * ((1 - q) * at(i, j) + q * at(i, j + 1)) +
            p * ((1 - q) * at(i + 1, j) + q * at(i + 1, j + 1));
          for (let channel = 0; channel < 2; channel++) {
            expect(2 * signed.get(n, row, column, channel)).toBeCloseTo(value, 4);
            expect(2 * clamped.get(n, row, column, channel)).toBeCloseTo(Math.max(0, value), 4);
            expect(2 * bilinear.get(n, row, column, channel)).toBeCloseTo(between, 4);
          }
        }
      }
    }
  });

  it('has the axes of inputs that are channels first, or have no channels', async () => {
    const { encoder } = linearEncoder();
    const graph = encoder.graph as Graph;
    const before = (operation: Graph['nodes'][number]['operation'], shape: number[]): Graph => ({
      input: 0,
      output: graph.output + 1,
      nodes: [
        { id: 0, name: 'first', operation: { kind: 'input' }, inputs: [], outputShape: shape },
        ...graph.nodes.map((node) =>
          node.id === graph.input
            ? { ...node, id: node.id + 1, name: 'moved', operation, inputs: [0] }
            : { ...node, id: node.id + 1, inputs: node.inputs.map((id) => id + 1) },
        ),
      ],
    });
    const first = {
      ...encoderOfGraph(before({ kind: 'permute', order: [0, 2, 3, 1] }, [2, 4, 6])),
      layout: 'channelsFirst' as const,
    };
    const swapped = ndarray(x.data, x.shape, [48, 12, 2, 1]).transpose(0, 3, 1, 2);
    const found = await explain(first, concept, swapped, gradCam());
    const expected = await mapsOf(gradCam());
    expect(found.maps.shape).toEqual([2, 2, 4, 6]);
    for (let row = 0; row < 4; row++) {
      expect(found.maps.get(1, 1, row, 3)).toBeCloseTo(expected.get(1, row, 3, 1), 6);
    }
    // The input's last axis is not its channels.
    const ofInput = gradCam({ layer: 'first' });
    const scaled = before({ kind: 'permute', order: [0, 2, 3, 1] }, [2, 4, 6]);
    const nodes = scaled.nodes.flatMap((node) =>
      node.id === 0
        ? [
            { ...node, name: 'x' },
            {
              id: 1,
              name: 'first',
              operation: { kind: 'scale', factor: 2 },
              inputs: [0],
              outputShape: [2, 4, 6],
            },
          ]
        : [{ ...node, id: node.id + 1, inputs: node.inputs.map((id) => id + 1) }],
    ) as Graph['nodes'];
    const moved = { ...first, graph: { input: 0, output: scaled.output + 1, nodes } };
    await expect(explain(moved, concept, swapped, ofInput)).rejects.toThrow(
      'gradCam: expected a layer with its channels last; layer "first" has outputs [2, 4, 6] in the order of the inputs [2, 4, 6]',
    );
    const signal = tfl.sequential({
      layers: [
        tfl.layers.reshape({ targetShape: [9, 1], inputShape: [9] }),
        tfl.layers.conv1d({ filters: 2, kernelSize: 3, strides: 3, name: 'conv' }),
        tfl.layers.flatten(),
        tfl.layers.dense({ units: 2 }),
      ],
    });
    const cam = gradCam({ clamp: false, interpolation: 'nearest' });
    const { maps } = await explain(layersEncoder(signal), concept, ndarray(numbers(18, 4), [2, 9]), cam);
    expect(maps.shape).toEqual([2, 9]);
    expect([maps.get(0, 0), maps.get(0, 1), maps.get(0, 2)]).toEqual(Array(3).fill(maps.get(0, 0)));
  });

  it('takes signals that the encoder treats as pictures of height 1', async () => {
    const convolution = {
      filters: 2,
      kernelInitializer: tfl.initializers.randomNormal({ seed: 1 }),
      name: 'conv',
    };
    const encoderWith = (...layers: tfl.layers.Layer[]) =>
      layersEncoder(
        tfl.sequential({
          layers: [
            ...layers,
            tfl.layers.flatten(),
            tfl.layers.dense({ units: 2, kernelInitializer: tfl.initializers.randomNormal({ seed: 2 }) }),
          ],
        }),
      );
    const signals = encoderWith(
      tfl.layers.conv1d({ ...convolution, kernelSize: 3, strides: 2, inputShape: [9, 2] }),
    );
    const pictures = encoderWith(
      tfl.layers.reshape({ targetShape: [1, 9, 2], inputShape: [9, 2] }),
      tfl.layers.conv2d({ ...convolution, kernelSize: [1, 3], strides: [1, 2] }),
    );
    const [expected, found] = await Promise.all(
      [signals, pictures].map((each) =>
        explain(each, concept, ndarray(numbers(36, 4), [2, 9, 2]), gradCam({ clamp: false })),
      ),
    );
    expect(found!.maps.shape).toEqual([2, 9, 2]);
    expect(Math.max(...expected!.maps.data)).toBeGreaterThan(1e-3);
    expect([...found!.maps.data]).toEqual([...expected!.maps.data].map((value) => expect.closeTo(value, 6)));
  });

  it('refuses a layer with as many spatial axes as the input has axes, unless the encoder adds channels', async () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.reshape({ targetShape: [3, 3, 2], inputShape: [9, 2] }),
        tfl.layers.conv2d({ filters: 2, kernelSize: [1, 3], name: 'conv' }),
        tfl.layers.flatten(),
        tfl.layers.dense({ units: 2 }),
      ],
    });
    const run = explain(layersEncoder(model), concept, ndarray(numbers(18, 4), [1, 9, 2]), gradCam());
    await expect(run).rejects.toThrow('gradCam: expected a layer with the spatial axes of the input [9, 2]');
  });

  it('refuses unknown layers and layers without the axes of the input, before the run', async () => {
    const encoder = smallEncoder('relu');
    const run = (explainer: Explainer, of = encoder) =>
      explain(of, conceptVector('c', numbers(LATENT, 1)), images(1), explainer);
    await expect(run(gradCam({ layer: 'conv' }))).rejects.toThrow('gradCam: unknown layer "conv"');
    const flat = layerNames(encoder).find((name) => name.startsWith('flatten'))!;
    await expect(run(guidedGradCam({ layer: flat }))).rejects.toThrow(
      `guidedGradCam: expected a layer with the spatial axes of the input [6, 5, 2]; layer "${flat}" has outputs [45];`,
    );
    const dense = layersEncoder(
      tfl.sequential({
        layers: [tfl.layers.flatten({ inputShape: [6, 5, 2] }), tfl.layers.dense({ units: 4 })],
      }),
    );
    await expect(run(gradCam(), dense)).rejects.toThrow(
      'gradCam: the encoder has no convolution; pass { layer }',
    );
    expect(() => gradCam({ interpolation: 'cubic' as 'nearest' })).toThrow('gradCam: interpolation');
  });

  it('is a factor of guided Grad-CAM', async () => {
    const encoder = smallEncoder('relu');
    const of = async (explainer: Explainer) =>
      (await explain(encoder, conceptVector('c', numbers(LATENT, 1)), images(3), explainer)).maps.data;
    const [cam, guided] = [await of(gradCam()), await of(guidedBackprop())];
    const product = await of(guidedGradCam());
    expect(product.some((value) => value !== 0)).toBe(true);
    product.forEach((value, i) => {
      expect(value).toBeCloseTo(2 * cam[i]! * guided[i]!, 5);
    });
  });
});
