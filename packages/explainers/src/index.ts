export type { Baseline, InputBaseline } from './baselines/baseline.js';
export { type BlurredBaselineOptions, blurredBaseline } from './baselines/blurred-baseline.js';
export {
  type CounterfactualBaselineOptions,
  counterfactualBaseline,
} from './baselines/counterfactual-baseline.js';
export type { ConceptRemoval, Decoder } from './baselines/remove-concept.js';
export { decoderMap } from './methods/decoder-map.js';
export { type DeconvnetOptions, deconvnet } from './methods/deconvnet.js';
export { type DeepLiftOptions, deepLift } from './methods/deep-lift.js';
export { type EpsilonLrpOptions, epsilonLrp } from './methods/epsilon-lrp.js';
export { gradient } from './methods/gradient.js';
export { type GradientShapOptions, gradientShap, type ShapDraw } from './methods/gradient-shap.js';
export { type GuidedBackpropOptions, guidedBackprop } from './methods/guided-backprop.js';
export { inputXGradient } from './methods/input-x-gradient.js';
export { type IntegratedGradientsOptions, integratedGradients } from './methods/integrated-gradients.js';
export { type OcclusionOptions, occlusion } from './methods/occlusion.js';
export { type RectifiedGradientOptions, rectifiedGradient } from './methods/rectified-gradient.js';
export type { Quadrature } from './path/quadrature.js';
export type { ActivationScope } from './rules/activation-scope.js';
export type { IndexPrecision } from './rules/percentile.js';
export type { DeadUnits, Importance } from './rules/rectified.js';
export { type ContrastiveOptions, contrastive } from './wrappers/contrastive.js';
export { type PosteriorAverageOptions, posteriorAverage } from './wrappers/posterior-average.js';
export { type ShiftAverageOptions, shiftAverage } from './wrappers/shift-average.js';
export { type SmoothGradOptions, smoothGrad } from './wrappers/smooth-grad.js';
