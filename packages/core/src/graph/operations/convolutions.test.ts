import * as tfl from '@tensorflow/tfjs-layers';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { expectRight, modelOf, nodesOf } from '../../../test/one-layer.js';
import { random } from '../../../test/small-models.js';

const { layers } = tfl;

beforeAll(() => useBackend('cpu'));

type Pair = [number, number];
const small = (most: number) => fc.integer({ min: 1, max: most });
const pair = (most: number) => fc.tuple(small(most), small(most));

/** Settings of a convolution, and an input that is large enough for its kernel. */
const settings = fc
  .record({
    batch: small(2),
    channels: small(3),
    filters: small(3),
    kernelSize: pair(4),
    spacing: fc.oneof(
      fc.record({ strides: pair(3), dilationRate: fc.constant<Pair>([1, 1]) }),
      fc.record({ strides: fc.constant<Pair>([1, 1]), dilationRate: pair(3) }),
    ),
    padding: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
    beyond: pair(5),
    useBias: fc.boolean(),
    channelsFirst: fc.boolean(),
  })
  .map(({ spacing, beyond, ...rest }) => {
    const { padding, kernelSize } = rest;
    const least = (axis: 0 | 1) =>
      padding === 'same' ? 0 : (kernelSize[axis] - 1) * spacing.dilationRate[axis];
    return { ...rest, ...spacing, sides: [least(0) + beyond[0], least(1) + beyond[1]] as Pair };
  });
type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never;

/** The same settings without dilations, which some layers ignore. */
const undilated = settings.filter(({ dilationRate }) => `${dilationRate}` === '1,1');

const imageShape = ({ sides, channels, channelsFirst }: Settings) =>
  channelsFirst ? [channels, ...sides] : [...sides, channels];

const common = (of: Settings) => ({
  kernelSize: of.kernelSize,
  strides: of.strides,
  padding: of.padding,
  useBias: of.useBias,
  dataFormat: of.channelsFirst ? ('channelsFirst' as const) : ('channelsLast' as const),
  inputShape: imageShape(of),
});

const runs = { numRuns: 30 };

describe('convolutions of every stride, padding and dilation', () => {
  it('2-D, also dilated, which tfjs cannot differentiate', () =>
    fc.assert(
      fc.asyncProperty(settings, async (of) => {
        const { filters, dilationRate } = of;
        const layer = layers.conv2d({ ...common(of), filters, dilationRate });
        const tape = `${dilationRate}` === '1,1';
        await expectRight(modelOf(layer), random([of.batch, ...imageShape(of)]), { tape, linear: true });
      }),
      runs,
    ));

  it('1-D', () =>
    fc.assert(
      fc.asyncProperty(settings, async (of) => {
        const layer = layers.conv1d({
          filters: of.filters,
          kernelSize: of.kernelSize[0],
          strides: of.strides[0],
          dilationRate: of.dilationRate[0],
          padding: of.padding,
          useBias: of.useBias,
          inputShape: [of.sides[0], of.channels],
        });
        const inputs = random([of.batch, of.sides[0], of.channels]);
        await expectRight(modelOf(layer), inputs, { tape: of.dilationRate[0] === 1, linear: true });
      }),
      runs,
    ));

  it('transposed', () =>
    fc.assert(
      fc.asyncProperty(undilated, async (of) => {
        const layer = layers.conv2dTranspose({ ...common(of), filters: of.filters });
        await expectRight(modelOf(layer), random([of.batch, ...imageShape(of)]), { linear: true });
      }),
      runs,
    ));

  it('depthwise, with multipliers', () =>
    fc.assert(
      fc.asyncProperty(undilated, async (of) => {
        const layer = layers.depthwiseConv2d({ ...common(of), depthMultiplier: of.filters });
        await expectRight(modelOf(layer), random([of.batch, ...imageShape(of)]), { linear: true });
      }),
      runs,
    ));

  it('separable', () =>
    fc.assert(
      fc.asyncProperty(settings, fc.integer({ min: 1, max: 2 }), async (drawn, depthMultiplier) => {
        const of = { ...drawn, channelsFirst: false };
        const { filters, dilationRate } = of;
        const layer = layers.separableConv2d({ ...common(of), filters, dilationRate, depthMultiplier });
        const tape = `${dilationRate}` === '1,1';
        await expectRight(modelOf(layer), random([of.batch, ...imageShape(of)]), { tape, linear: true });
      }),
      runs,
    ));

  it('have an activation node of their own, and parts with the right shapes', () => {
    const layer = layers.separableConv2d({
      filters: 5,
      kernelSize: 3,
      depthMultiplier: 2,
      activation: 'relu',
      name: 'sep',
      inputShape: [6, 5, 3],
    });
    expect(nodesOf(layer).map((node) => [node.name, node.operation.kind, node.outputShape])).toEqual([
      ['sep', 'depthwiseConvolution', [4, 3, 6]],
      ['sep/convolution', 'convolution', [4, 3, 5]],
      ['sep/relu', 'activation', [4, 3, 5]],
    ]);
    const first = layers.conv2d({
      filters: 2,
      kernelSize: 2,
      activation: 'elu',
      dataFormat: 'channelsFirst',
      name: 'first',
      inputShape: [3, 4, 5],
    });
    expect(nodesOf(first).map((node) => [node.name, node.outputShape])).toEqual([
      ['first', [4, 5, 3]],
      ['first/convolution', [3, 4, 2]],
      ['first/permute', [2, 3, 4]],
      ['first/elu', [2, 3, 4]],
    ]);
  });
});
