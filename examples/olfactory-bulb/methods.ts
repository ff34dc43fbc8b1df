import type { Explainer } from '@csm/core';
import {
  gradient,
  guidedBackprop,
  inputXGradient,
  integratedGradients,
  rectifiedGradient,
} from '@csm/explainers';

/** A method and its name in the tables. */
export interface Method {
  readonly name: string;
  readonly explainer: Explainer;
}

/** The paper's method. */
export const paper: Method = {
  name: 'rectified gradient 95, border mask',
  explainer: rectifiedGradient({ percentile: 95, borderMask: true }),
};

/** The method whose maps follow the concept best here. */
export const integrated: Method = {
  name: 'integrated gradients (50, zeros)',
  explainer: integratedGradients({ steps: 50 }),
};

/** The methods that are compared with labelled layers. */
export const measured: readonly Method[] = [
  { name: 'gradient', explainer: gradient() },
  { name: 'input × gradient', explainer: inputXGradient() },
  integrated,
  { name: 'guided backprop', explainer: guidedBackprop() },
  paper,
  { name: 'rectified gradient 95', explainer: rectifiedGradient({ percentile: 95 }) },
  { name: 'rectified gradient 80', explainer: rectifiedGradient({ percentile: 80 }) },
];
