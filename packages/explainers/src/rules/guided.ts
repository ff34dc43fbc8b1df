import type { BackwardRule } from '@csm/core';
import { mul, relu, step } from '@tensorflow/tfjs-core';

/** At a ReLU: only what is positive goes back, through the ReLU's own derivative: g ↦ relu(g) · relu′(z). */
export const guided: BackwardRule = {
  name: 'guided',
  backward: ({ cotangent, vjp }) => vjp(relu(cotangent)),
};

/** The reference implementation's form for any nonlinearity: g ↦ relu(g) where z > 0, else 0; no derivative. */
export const guidedWithoutDerivative: BackwardRule = {
  name: 'guided, without derivative',
  backward: ({ inputs, cotangent }) => [mul(relu(cotangent), step(inputs[0]!))],
};
