import {
  conceptVector,
  type Encoder,
  type Explainer,
  explain,
  functionEncoder,
  layersEncoder,
} from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { blurredBaseline } from '../src/baselines/blurred-baseline.js';
import { deepLift } from '../src/methods/deep-lift.js';
import { gradient } from '../src/methods/gradient.js';
import { integratedGradients } from '../src/methods/integrated-gradients.js';
import { occlusion } from '../src/methods/occlusion.js';
import { rectifiedGradient } from '../src/methods/rectified-gradient.js';
import { shiftAverage } from '../src/wrappers/shift-average.js';
import { numbers } from './small-encoder.js';

beforeAll(() => useBackend('cpu'));

const SIZES = { height: 8, width: 6, channels: 3 };
const { height, width, channels } = SIZES;
const concept = conceptVector('c', [1, -2, 0.5]);

/** A small convolutional model; with `transposed`, its input is transposed first, as in models converted from PyTorch. */
function model(transposed: boolean): tfl.LayersModel {
  const { layers, initializers } = tfl;
  const init = (seed: number) => ({ kernelInitializer: initializers.glorotNormal({ seed }) });
  const input = tfl.input({ shape: transposed ? [channels, height, width] : [height, width, channels] });
  const first = transposed ? layers.permute({ dims: [2, 3, 1] }).apply(input) : input;
  const convolved = layers
    .conv2d({ filters: 4, kernelSize: 3, strides: 2, activation: 'relu', padding: 'same', ...init(1) })
    .apply(first);
  const latent = layers.dense({ units: 3, ...init(2) }).apply(layers.flatten().apply(convolved));
  return tfl.model({ inputs: input, outputs: latent as tfl.SymbolicTensor });
}

const images = ndarray(numbers(2 * height * width * channels, 3), [2, height, width, channels]);
const toFirst = (array: NdArray) => array.transpose(0, 3, 1, 2);
const listed = (array: NdArray) => {
  const found: number[] = [];
  for (let n = 0; n < 2; n++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) for (let c = 0; c < channels; c++) found.push(array.get(n, y, x, c));
  return found;
};

describe('maps of transposed images are the transposed maps, exactly:', () => {
  it.each<[string, () => Explainer, (() => Explainer)?]>([
    ['gradient', () => gradient()],
    ['shiftAverage', () => shiftAverage(gradient(), { shifts: 3 })],
    ['blurredBaseline', () => integratedGradients({ baseline: blurredBaseline({ sigma: 1.5 }), steps: 8 })],
    ['blurredBaseline in deepLift', () => deepLift({ baseline: blurredBaseline({ sigma: 2 }) })],
    ['rectifiedGradient', () => rectifiedGradient()],
    ['occlusion of pixels', () => occlusion({ window: [3, 2], strides: [2, 2] })],
    ['occlusion of all axes', () => occlusion({ window: [3, 2, 2] }), () => occlusion({ window: [2, 3, 2] })],
  ])('%s', async (_, last, first = last) => {
    const quiet = { onWarning: () => {} };
    const expected = await explain(layersEncoder(model(false)), concept, images, last(), quiet);
    const found = await explain(layersEncoder(model(true)), concept, toFirst(images), first(), quiet);
    expect([expected.layout, found.layout]).toEqual(['channelsLast', 'channelsFirst']);
    expect(listed(found.maps.transpose(0, 2, 3, 1))).toEqual(listed(expected.maps));
    expect(expected.maps.data.some((value) => value !== 0)).toBe(true);
  });
});

describe('a channels-first encoder', () => {
  /** The score is the sum of the squares of channel 0. */
  const ofChannel0 = (layout?: Encoder['layout']) =>
    functionEncoder(
      (x) => {
        const squares = tf.square(tf.slice(x, [0, 0, 0, 0], [-1, 1, -1, -1]));
        return tf.reshape(tf.sum(squares, [1, 2, 3]), [-1, 1]);
      },
      { inputShape: [3, 6, 6], ...(layout && { layout }) },
    );
  const x = ndarray(
    Float32Array.from({ length: 108 }, (_, i) => (i < 36 ? 1 : 0)),
    [1, 3, 6, 6],
  );

  it('has shifted maps of its channels alone', async () => {
    const method = shiftAverage(gradient(), { shifts: 3 });
    const { maps } = await explain(ofChannel0('channelsFirst'), conceptVector('c', [1]), x, method);
    for (let i = 0; i < 108; i++) expect(maps.data[i]).toBeCloseTo(i < 36 ? 2 : 0, 5);
  });

  it.each<[string, Explainer]>([
    ['shiftAverage', shiftAverage(gradient(), { shifts: 3 })],
    ['occlusion', occlusion({ window: [2, 2] })],
    ['blurredBaseline', integratedGradients({ baseline: blurredBaseline({ sigma: 2 }) })],
  ])('without a layout is refused by %s, and nothing is left', async (name, method) => {
    const before = tf.memory().numTensors;
    await expect(explain(ofChannel0(), conceptVector('c', [1]), x, method)).rejects.toThrow(
      `${name}: expected the layout of the inputs; [3, 6, 6] looks like channels-first pictures; make the encoder with ` +
        "{ layout: 'channelsFirst' }, or 'channelsLast' if the first axis is the height.",
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
