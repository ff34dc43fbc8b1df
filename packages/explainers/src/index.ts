export type { Baseline } from './baseline.js';
export { gradient } from './gradient.js';
export { type GuidedBackpropOptions, guidedBackprop } from './guided-backprop.js';
export { type IntegratedGradientsOptions, integratedGradients } from './integrated-gradients.js';
export type { IndexPrecision } from './percentile.js';
export type { Quadrature } from './quadrature.js';
export { type RectifiedGradientOptions, rectifiedGradient } from './rectified-gradient.js';
export type { ActivationScope } from './rules/activation-scope.js';
