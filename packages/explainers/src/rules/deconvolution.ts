import type { BackwardRule } from '@csm/core';
import { relu } from '@tensorflow/tfjs-core';

/** At a nonlinearity: g ↦ relu(g), whatever went forward. */
export const deconvolution: BackwardRule = {
  name: 'deconvolution',
  backward: ({ cotangent }) => [relu(cotangent)],
};
