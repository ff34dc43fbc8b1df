import '@tensorflow/tfjs-backend-wasm';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { expect, it } from 'vitest';
import { backendNamed, errorRatio, randomValues } from '../../test/kernels-on-backends.js';
import { patchProduct } from './patch-product.js';

it('patchProduct is the same sum for chunks of any size', async () => {
  const wasm = (await backendNamed('wasm')) as unknown as BackendWasm;
  const window = {
    inHeight: 9,
    inWidth: 7,
    channels: 2,
    outHeight: 5,
    outWidth: 4,
    filterHeight: 3,
    filterWidth: 2,
    strideHeight: 2,
    strideWidth: 2,
    top: 1,
    left: 1,
  };
  const upload = (shape: number[], seed: number) =>
    wasm.makeOutput(shape, 'float32', undefined, randomValues(shape, seed).values);
  const images = upload([3, 9, 7, 2], 1);
  const rows = upload([3, 5, 4, 6], 2);
  const ids = wasm.numDataIds();
  const whole = patchProduct(wasm, images, rows, window);
  for (const positions of [0, 1, 7, 59, 60]) {
    const chunked = patchProduct(wasm, images, rows, window, positions * 12 * 4);
    expect(errorRatio(chunked, whole, 60), `${positions} positions a chunk`).toBeLessThanOrEqual(1);
  }
  expect(wasm.numDataIds()).toBe(ids);
});
