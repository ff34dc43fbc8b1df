import { contiguous, keyedNormal, size } from '@csm/base';
import type { Encoder } from '@csm/core';
import ndarray, { type NdArray } from 'ndarray';

/** Rounding of float32, relative to the largest value. */
export const ROUNDING = 1e-6;

/** The largest difference, relative to the largest value of an array; NaN if the lengths differ. */
export function difference(
  found: NdArray<Float32Array> | undefined,
  expected: NdArray<Float32Array> | undefined,
  share: NdArray<Float32Array> | undefined = expected,
): number {
  const [a, b, c] = [found, expected, share].map((array) => (array ? Array.from(contiguous(array)) : []));
  if (a === undefined || b === undefined || c === undefined || a.length !== b.length) return Number.NaN;
  return largest(a.map((value, i) => value - (b[i] ?? 0))) / largest(c);
}

const largest = (numbers: readonly number[]): number =>
  numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Normally distributed inputs of an encoder, the same in each call. */
export function randomInputs({ inputShape }: Encoder, n: number): NdArray<Float32Array> {
  const random = keyedNormal('inputs');
  return ndarray(Float32Array.from({ length: n * size(inputShape) }, random), [n, ...inputShape]);
}

/** The first n samples. */
export function firstOf({ data, shape }: NdArray<Float32Array>, n: number): NdArray<Float32Array> {
  const own = [n, ...shape.slice(1)];
  return ndarray(data.slice(0, size(own)), own);
}
