import '@tensorflow/tfjs-backend-wasm';
import { backend_util } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendNamed, errorRatio, randomValues, runOn } from '../../test/kernels-on-backends.js';
import { registerKernels, unregisterKernels } from '../register.js';

type Size = [number, number, number, number];
type Pad =
  | 'same'
  | 'valid'
  | number
  | [[number, number], [number, number], [number, number], [number, number]];

interface Convolution {
  readonly input: Size;
  /** Kernel height, kernel width, output channels. */
  readonly filter: readonly [number, number, number];
  readonly strides: [number, number];
  readonly pad: Pad;
}

let cpu: Awaited<ReturnType<typeof backendNamed>>;
let wasm: Awaited<ReturnType<typeof backendNamed>>;

beforeAll(async () => {
  cpu = await backendNamed('cpu');
  wasm = await backendNamed('wasm');
  registerKernels();
});
afterAll(unregisterKernels);

function explicit(top: number, bottom: number, left: number, right: number): Pad {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

function infoOf({ input, filter, strides, pad }: Convolution): backend_util.Conv2DInfo {
  const shape: Size = [filter[0], filter[1], input[3], filter[2]];
  return backend_util.computeConv2DInfo(input, shape, strides, 1, pad as number, 'floor');
}

/** Compares a gradient kernel on wasm with that of the cpu backend, and checks that it leaves no data on wasm. */
function check(convolution: Convolution, kernel: 'Conv2DBackpropInput' | 'Conv2DBackpropFilter'): void {
  const { input, filter, strides, pad } = convolution;
  const info = infoOf(convolution);
  const dy = randomValues(info.outShape, 1);
  const filterShape: Size = [filter[0], filter[1], input[3], filter[2]];
  const isInput = kernel === 'Conv2DBackpropInput';
  const inputs = isInput ? { dy, filter: randomValues(filterShape, 2) } : { x: randomValues(input, 3), dy };
  const attrs = {
    strides,
    pad,
    dataFormat: 'NHWC',
    dimRoundingMode: 'floor',
    ...(isInput ? { inputShape: input } : { filterShape }),
  };
  const before = wasm.numDataIds();
  const actual = runOn('wasm', wasm, kernel, inputs, attrs);
  expect(wasm.numDataIds()).toBe(before);
  const expected = runOn('cpu', cpu, kernel, inputs, attrs);
  expect(actual.shape).toEqual(expected.shape);
  const terms = isInput ? filter[0] * filter[1] * filter[2] : input[0] * info.outHeight * info.outWidth;
  expect(errorRatio(actual.values, expected.values, terms)).toBeLessThanOrEqual(1);
}

const cases: Record<string, Convolution> = {
  'the CelebA kernel: 5, stride 2, same': {
    input: [2, 8, 8, 3],
    filter: [5, 5, 16],
    strides: [2, 2],
    pad: 'same',
  },
  'the bulb kernel: 4, stride 2, same': {
    input: [2, 8, 8, 1],
    filter: [4, 4, 16],
    strides: [2, 2],
    pad: 'same',
  },
  'odd sizes': { input: [2, 7, 9, 4], filter: [5, 3, 3], strides: [2, 2], pad: 'same' },
  'stride 1, same': { input: [1, 6, 5, 4], filter: [3, 3, 8], strides: [1, 1], pad: 'same' },
  'stride 1, fewer output channels': { input: [2, 6, 5, 7], filter: [4, 4, 1], strides: [1, 1], pad: 'same' },
  'stride 1, valid, large kernel': { input: [2, 8, 9, 3], filter: [7, 7, 2], strides: [1, 1], pad: 'valid' },
  'stride 3, rows that no window reaches': {
    input: [2, 11, 10, 3],
    filter: [2, 2, 3],
    strides: [3, 3],
    pad: 'valid',
  },
  'kernel 1, stride 2': { input: [1, 10, 9, 2], filter: [1, 1, 3], strides: [2, 2], pad: 'same' },
  'unequal strides': { input: [2, 9, 8, 3], filter: [3, 4, 5], strides: [1, 3], pad: 'same' },
  'kernel larger than the input': { input: [1, 2, 3, 2], filter: [7, 6, 3], strides: [2, 1], pad: 'same' },
  'number padding': { input: [2, 9, 9, 2], filter: [3, 3, 3], strides: [2, 2], pad: 1 },
  'padding larger than the kernel': { input: [1, 5, 5, 2], filter: [2, 2, 3], strides: [2, 2], pad: 4 },
  'padding larger than the kernel, stride 1': {
    input: [1, 4, 4, 5],
    filter: [2, 2, 3],
    strides: [1, 1],
    pad: 3,
  },
  'explicit padding': { input: [2, 6, 7, 2], filter: [3, 4, 3], strides: [2, 1], pad: explicit(0, 2, 3, 1) },
  'one pixel': { input: [1, 1, 1, 1], filter: [1, 1, 1], strides: [1, 1], pad: 'valid' },
  'no image': { input: [0, 6, 6, 2], filter: [3, 3, 3], strides: [2, 2], pad: 'same' },
};

const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const pads: fc.Arbitrary<Pad> = fc.oneof(
  fc.constantFrom('same' as const, 'valid' as const),
  fc.integer({ min: 0, max: 4 }),
  fc
    .tuple(
      ...([0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 4 })) as [
        fc.Arbitrary<number>,
        fc.Arbitrary<number>,
        fc.Arbitrary<number>,
        fc.Arbitrary<number>,
      ]),
    )
    .map((p) => explicit(...p)),
);
const convolutions: fc.Arbitrary<Convolution> = fc
  .record({
    input: fc.tuple(size(3), size(13), size(13), size(9)),
    filter: fc.tuple(size(7), size(7), size(10)),
    strides: fc.tuple(size(3), size(3)),
    pad: pads,
  })
  .filter((convolution) => {
    const { outHeight, outWidth } = infoOf(convolution);
    return outHeight > 0 && outWidth > 0;
  });

describe.each(['Conv2DBackpropInput', 'Conv2DBackpropFilter'] as const)(
  '%s equals the cpu backend',
  (kernel) => {
    it.each(Object.keys(cases))('%s', (name) => check(cases[name]!, kernel));

    it('on random shapes', () => {
      fc.assert(
        fc.property(convolutions, (convolution) => check(convolution, kernel)),
        { seed: 20191028, numRuns: 300 },
      );
    });
  },
);

describe('calls that the kernels do not support', () => {
  const attrs = {
    strides: [1, 1],
    pad: 'valid',
    dataFormat: 'NHWC',
    inputShape: [1, 4, 4, 1],
    filterShape: [3, 3, 1, 1],
  };
  const filter = randomValues([3, 3, 1, 1], 1);

  it('Conv2DBackpropInput passes channels first to the stock kernel', () => {
    const inputs = { dy: randomValues([2, 4, 3, 3], 1), filter: randomValues([3, 3, 2, 4], 2) };
    const channelsFirst = { ...attrs, strides: [2, 2], dataFormat: 'NCHW', inputShape: [2, 2, 7, 7] };
    const actual = runOn('wasm', wasm, 'Conv2DBackpropInput', inputs, channelsFirst);
    const expected = runOn('cpu', cpu, 'Conv2DBackpropInput', inputs, channelsFirst);
    expect(errorRatio(actual.values, expected.values, 36)).toBeLessThanOrEqual(1);
  });

  it('Conv2DBackpropFilter rejects channels first', () => {
    const inputs = { x: randomValues([1, 1, 4, 4], 1), dy: randomValues([1, 1, 2, 2], 1) };
    expect(() =>
      runOn('wasm', wasm, 'Conv2DBackpropFilter', inputs, { ...attrs, dataFormat: 'NCHW' }),
    ).toThrow('Conv2DBackpropFilter: dataFormat must be NHWC');
  });

  it('reject a dy of another shape', () => {
    const dy = randomValues([1, 3, 2, 1], 1);
    const x = randomValues([1, 4, 4, 1], 1);
    expect(() => runOn('wasm', wasm, 'Conv2DBackpropInput', { dy, filter }, attrs)).toThrow(
      "Conv2DBackpropInput: dy must have shape [1, 2, 2, 1], which follows from the input's shape, the strides and the padding; got [1, 3, 2, 1].",
    );
    expect(() => runOn('wasm', wasm, 'Conv2DBackpropFilter', { x, dy }, attrs)).toThrow(
      'Conv2DBackpropFilter: dy must have shape',
    );
  });
});
