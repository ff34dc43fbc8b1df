import type { BackwardRule } from '@csm/core';
import { mul, relu, step } from '@tensorflow/tfjs-core';

/** At a nonlinearity with input z: g ↦ relu(g) where z > 0, else 0. The nonlinearity's own derivative is left out. */
export const guided: BackwardRule = {
  name: 'guided',
  backward: ({ inputs, cotangent }) => [mul(relu(cotangent), step(inputs[0]!))],
};
