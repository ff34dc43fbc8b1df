import { reshape, type Tensor, type Tensor3D } from '@tensorflow/tfjs-core';

/** A tensor as `[before, length, after]`, where the axes before and after one axis are joined; any number of axes becomes three. */
export function joinedAround(axis: number, x: Tensor): Tensor3D {
  return reshape(x, [product(x.shape.slice(0, axis)), x.shape[axis] ?? 1, product(x.shape.slice(axis + 1))]);
}

/** The shape of a tensor with another length of one axis. */
export function withLength(shape: readonly number[], axis: number, length: number): number[] {
  return shape.map((own, i) => (i === axis ? length : own));
}

const product = (lengths: readonly number[]): number => lengths.reduce((total, length) => total * length, 1);
