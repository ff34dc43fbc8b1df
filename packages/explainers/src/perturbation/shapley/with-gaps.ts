import { type Attribution, disposeAttribution } from '@csm/core/extend';
import { dispose, type Tensor, type Tensor1D, tensor1d } from '@tensorflow/tfjs-core';
import { completenessGaps } from '../../path/completeness.js';

/** Adds the completeness gaps of maps that add up to differences of scores, given for each score and sample. If it throws, the maps are disposed. */
export function withGaps(maps: readonly Tensor[], differences: readonly ArrayLike<number>[]): Attribution {
  const tensors: Tensor1D[] = differences.map((each) => tensor1d(Float32Array.from(each)));
  try {
    return { maps, completenessGaps: completenessGaps(maps, tensors) };
  } catch (error) {
    disposeAttribution({ maps });
    throw error;
  } finally {
    dispose(tensors);
  }
}
