import { rows } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';

/** A linear score, Σ wᵢ xᵢ. */
export const linear = (weights: readonly number[]) => (inputs: NdArray) =>
  Array.from(rows(inputs), (row) => row.reduce((sum, value, at) => sum + value * weights[at]!, 0));

/** Weights of a linear score of six features. */
export const weights = [3, -2, 1, 0, 5, -1];
/** Two inputs of six features. */
export const inputs = ndarray(Float32Array.from([1, 2, -1, 4, 0.5, 1, 0, 1, 2, -2, 1, 3]), [2, 6]);
/** The gradient of the linear score for both inputs. */
export const gradients = ndarray(Float32Array.from([...weights, ...weights]), [2, 6]);
