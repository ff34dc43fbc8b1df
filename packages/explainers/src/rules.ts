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
export { type AttentionBlock, attentionBlocks } from './rules/attention/attention-blocks.js';
export { constantDeviation } from './rules/attention/constant-deviation.js';
export { constantFactor } from './rules/attention/constant-factor.js';
export type { ConstantFactorOptions } from './rules/attention/constant-factor-options.js';
export { normalizationRelevance } from './rules/attention/normalization-relevance.js';
export { productRelevance } from './rules/attention/product-relevance.js';
export type { ProductRelevanceOptions } from './rules/attention/product-relevance-options.js';
export { softmaxRelevance } from './rules/attention/softmax-relevance.js';
export { uniformProduct } from './rules/attention/uniform-product.js';
export { unsignedEpsilon } from './rules/attention/unsigned-epsilon.js';
export type { UnsignedEpsilonOptions } from './rules/attention/unsigned-epsilon-options.js';
export { checkReachable, checkRules } from './rules/check-rules.js';
export { composite, type NodeMatch, type NodeName, type RulePair } from './rules/composite.js';
export { type RelevanceRules, relevanceRules } from './rules/composites/relevance-rules.js';
export { deconvolution } from './rules/deconvolution.js';
export { type RescaleOptions, rescale } from './rules/deep-lift/rescale.js';
export { rescaleMaxPool } from './rules/deep-lift/rescale-max-pool.js';
export { rescaleProduct } from './rules/deep-lift/rescale-product.js';
export { type GuidedOptions, guided } from './rules/guided.js';
export { type AlphaBetaOptions, alphaBeta } from './rules/lrp/alpha-beta.js';
export type { EpsilonOptions } from './rules/lrp/epsilon-options.js';
export { flat } from './rules/lrp/flat.js';
export { type GammaOptions, gamma } from './rules/lrp/gamma.js';
export { gradientEpsilon } from './rules/lrp/gradient-epsilon.js';
export { layerwiseEpsilon } from './rules/lrp/layerwise-epsilon.js';
export { mergeBatchNorm } from './rules/lrp/merge-batch-norm.js';
export { passRelevance } from './rules/lrp/pass-relevance.js';
export { signalTakesAll } from './rules/lrp/signal-takes-all.js';
export type { StabiliserOptions } from './rules/lrp/stabiliser-options.js';
export { wSquare } from './rules/lrp/w-square.js';
export { type BoxLimit, type ZBoxOptions, zBox } from './rules/lrp/z-box.js';
export { zPlus } from './rules/lrp/z-plus.js';
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
export { isConvolution, isFirst, isWeighted, type WeightedOperation } from './rules/weighted-layers.js';
