import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { backendNamed } from '../test/kernels-on-backends.js';
import { registerKernels, unregisterKernels } from './register.js';

const ADDED = [
  'Conv2DBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
  'DepthwiseConv2dNativeBackpropFilter',
  'UnsortedSegmentSum',
];
const REPLACED = [
  ...['Conv2DBackpropInput', 'Conv2D', 'FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2D'],
  ...['BatchMatMul', '_FusedMatMul', 'FusedBatchNorm', 'Sum', 'Mean'],
  ...['Add', 'Sub', 'Multiply', 'RealDiv', 'Identity', 'Tile'],
];
const NAMES = [...ADDED, ...REPLACED];
const ALL = { added: ADDED, replaced: REPLACED, gradients: ['FusedBatchNorm', 'Sum', 'Mean'] };
const registered = (): unknown[] => NAMES.map((name) => tf.getKernel(name, 'wasm'));

/** Runs a transposed convolution (Conv2DBackpropInput), which keeps the prepared form of the filter. */
function transposedConvolution(filter: tf.Tensor4D): Promise<Float32Array> {
  const result = tf.tidy(() =>
    tf.conv2dTranspose(tf.ones([1, 2, 2, 2]) as tf.Tensor4D, filter, [1, 4, 4, 1], 2, 'same'),
  );
  return result.data<'float32'>().finally(() => result.dispose());
}

/** Each output pixel of a transposed convolution of ones, with stride 2 and kernel size 2, is the sum of its tap over two channels. */
const filterValues = [1, 2, 3, 4, 5, 6, 7, 8];
const expected = [3, 7, 3, 7, 11, 15, 11, 15, 3, 7, 3, 7, 11, 15, 11, 15];

afterEach(unregisterKernels);

describe('registerKernels', () => {
  it('works before the backend is set, and returns the names of what it registers', async () => {
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBeUndefined();
    expect(registerKernels()).toEqual(ALL);
    await backendNamed('wasm');
    const filter = tf.tensor4d(filterValues, [2, 2, 1, 2]);
    expect([...(await transposedConvolution(filter))]).toEqual(expected);
    filter.dispose();
  });

  it('works after the backend is set', async () => {
    await backendNamed('wasm');
    registerKernels();
    const filter = tf.tensor4d(filterValues, [2, 2, 1, 2]);
    expect([...(await transposedConvolution(filter))]).toEqual(expected);
    filter.dispose();
  });

  it('changes nothing at a second call or from a second copy of the package', async () => {
    const stock = registered();
    const warn = vi.spyOn(console, 'warn');
    registerKernels();
    const ours = registered();
    expect(registerKernels()).toEqual(ALL);
    vi.resetModules();
    const copy = await import('./index.js');
    expect(copy.registerKernels).not.toBe(registerKernels);
    expect(registered()).toEqual(ours);
    registered().forEach((kernel, i) => {
      expect(kernel).toBe(ours[i]);
    });
    copy.unregisterKernels();
    expect(registered()).toEqual(stock);
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('unregisterKernels', () => {
  it('restores the stock kernels, the backend and its memory', async () => {
    const wasm = await backendNamed('wasm');
    const stock = registered();
    const filter = tf.tensor4d(filterValues, [2, 2, 1, 2]);
    const ids = wasm.numDataIds();
    registerKernels();
    await transposedConvolution(filter);
    expect(wasm.numDataIds()).toBeGreaterThan(ids);
    unregisterKernels();
    expect(wasm.numDataIds()).toBe(ids);
    expect(Object.hasOwn(wasm, 'disposeData')).toBe(false);
    registered().forEach((kernel, i) => {
      expect(kernel).toBe(stock[i]);
    });
    expect([...(await transposedConvolution(filter))]).toEqual(expected);
    filter.dispose();
  });

  it('does not touch a kernel that other code registered over ours', () => {
    registerKernels();
    const ours = tf.getKernel('Tile', 'wasm');
    const theirs = { kernelName: 'Tile', backendName: 'wasm', kernelFunc: ours.kernelFunc };
    tf.unregisterKernel('Tile', 'wasm');
    tf.registerKernel(theirs);
    unregisterKernels();
    expect(tf.getKernel('Tile', 'wasm')).toBe(theirs);
    tf.unregisterKernel('Tile', 'wasm');
    tf.registerKernel(ours);
  });
});

describe('prepared filters', () => {
  it('are freed with their filter, and with the old value of a variable', async () => {
    const wasm = await backendNamed('wasm');
    registerKernels();
    const ids = wasm.numDataIds();
    const filter = tf.tidy(() => tf.variable(tf.tensor4d(filterValues, [2, 2, 1, 2])));
    await transposedConvolution(filter as tf.Tensor4D);
    const held = wasm.numDataIds();
    const doubled = tf.tidy(() => tf.mul(filter, 2)) as tf.Tensor4D;
    filter.assign(doubled);
    doubled.dispose();
    expect([...(await transposedConvolution(filter as tf.Tensor4D))]).toEqual(
      expected.map((value) => 2 * value),
    );
    expect(wasm.numDataIds()).toBe(held);
    filter.dispose();
    expect(wasm.numDataIds()).toBe(ids);
  });

  it('are freed when their filter moves to another backend', async () => {
    await backendNamed('cpu');
    const wasm = await backendNamed('wasm');
    registerKernels();
    const ids = wasm.numDataIds();
    const filter = tf.tensor4d(filterValues, [2, 2, 1, 2]);
    await transposedConvolution(filter);
    await backendNamed('cpu');
    tf.square(filter).dispose();
    expect(wasm.numDataIds()).toBe(ids);
    await backendNamed('wasm');
    expect([...(await transposedConvolution(filter))]).toEqual(expected);
    filter.dispose();
    expect(wasm.numDataIds()).toBe(ids);
  });

  it('are freed with their backend, and the kernels work with the next instance', async () => {
    const first = await backendNamed('wasm');
    registerKernels();
    const factory = tf.findBackendFactory('wasm');
    const filter = tf.tensor4d(filterValues, [2, 2, 1, 2]);
    await transposedConvolution(filter);
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory);
    const second = await backendNamed('wasm');
    expect(second).not.toBe(first);
    const again = tf.tensor4d(filterValues, [2, 2, 1, 2]);
    expect([...(await transposedConvolution(again))]).toEqual(expected);
    again.dispose();
    unregisterKernels();
    expect(second.numDataIds()).toBe(0);
  });
});
