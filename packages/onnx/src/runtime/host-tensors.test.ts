import { Tensor } from 'onnxruntime-common';
import { expect, it } from 'vitest';
import { repeatedTensors } from './host-tensors.js';
import type { OnnxRuntime } from './peer.js';

it('rows are repeated as a whole, and copied once for passes with the same number of cotangents', () => {
  const copies = repeatedTensors({ Tensor } as OnnxRuntime);
  const rows = new Tensor('float32', Float32Array.of(1, 2, 3, 4), [2, 2]);
  const twice = copies.of(rows, 2);
  expect([twice.dims, [...(twice.data as Float32Array)]]).toEqual([
    [4, 2],
    [1, 2, 3, 4, 1, 2, 3, 4],
  ]);
  expect(copies.of(rows, 2)).toBe(twice);
  expect(copies.of(rows, 1)).toBe(rows);
  expect(copies.of(rows, 3).dims).toEqual([6, 2]);
  expect(copies.of(rows, 2)).not.toBe(twice);
});
