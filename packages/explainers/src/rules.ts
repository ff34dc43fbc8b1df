/**
 * Backward rules, and the functions of which methods with rules consist: a method is a `composite` of rules, checked
 * by `checkRules` and run by `backwardPasses`.
 *
 * @packageDocumentation
 */
export type { BackwardPassOptions } from './attribution/backward-pass-options.js';
export { backwardPasses } from './attribution/backward-passes.js';
export { timesInput } from './attribution/times-input.js';
export { type ActivationScope, activations } from './rules/activations.js';
export { checkReachable, checkRules } from './rules/check-rules.js';
export { composite, type NodeMatch, type NodeName, type RulePair } from './rules/composite.js';
export { deconvolution } from './rules/deconvolution.js';
export { type RescaleOptions, rescale } from './rules/deep-lift/rescale.js';
export { rescaleMaxPool } from './rules/deep-lift/rescale-max-pool.js';
export { rescaleProduct } from './rules/deep-lift/rescale-product.js';
export { type GuidedOptions, guided } from './rules/guided.js';
export type { EpsilonOptions } from './rules/lrp/epsilon-options.js';
export { gradientEpsilon } from './rules/lrp/gradient-epsilon.js';
export { layerwiseEpsilon } from './rules/lrp/layerwise-epsilon.js';
export { passRelevance } from './rules/lrp/pass-relevance.js';
export { signalTakesAll } from './rules/lrp/signal-takes-all.js';
export { isElementwise, isPaddedConvolution } from './rules/matchers.js';
export type { ActivationName, OperationKind } from './rules/node-names.js';
export { borderMask } from './rules/rectified-gradient/border-mask.js';
export { type IndexPrecision, nearestPercentile } from './rules/rectified-gradient/percentile.js';
export { proportionalMaxPool } from './rules/rectified-gradient/proportional-max-pool.js';
export { type RectifiedRule, rectified } from './rules/rectified-gradient/rectified.js';
export type {
  DeadUnits,
  Importance,
  RectifiedOptions,
} from './rules/rectified-gradient/rectified-options.js';
