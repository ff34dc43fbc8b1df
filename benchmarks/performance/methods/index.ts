import { gradient } from '@csm/explainers';
import { attentionMethods } from './attention.js';
import { channelMethods } from './channels.js';
import { derivativeMethods } from './derivatives.js';
import { designedMethods } from './designed.js';
import { explained } from './explained.js';
import { layerMethods } from './hidden-layers.js';
import type { MethodCase, MethodEncoder } from './method-case.js';
import { pairMethods } from './pairs.js';
import { perturbationMethods } from './perturbation.js';

/** The methods whose time is compared with that of the gradient, in the order of the report. */
export const methodCases: readonly MethodCase[] = [
  ...derivativeMethods,
  ...attentionMethods,
  ...perturbationMethods,
  ...designedMethods,
  ...layerMethods,
  ...channelMethods,
  ...pairMethods,
];

/** The gradient with which the methods on an encoder are compared. */
export function gradientCase(encoder: MethodEncoder): MethodCase {
  return explained('gradient', 'gradient()', () => gradient(), encoder);
}
