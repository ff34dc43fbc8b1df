export type { RangeOf } from './attribution/input-ranges.js';
export type { Baseline, InputBaseline, SharedBaseline } from './baselines/baseline.js';
export { blurredBaseline } from './baselines/blurred-baseline.js';
export type { BlurredBaselineOptions } from './baselines/blurred-baseline-options.js';
export type { ConceptRemoval } from './baselines/concept-removal.js';
export { counterfactualBaseline } from './baselines/counterfactual-baseline.js';
export type { CounterfactualBaselineOptions } from './baselines/counterfactual-baseline-options.js';
export { channelRelevance } from './crp/channel-relevance.js';
export type { ChannelRelevance, RankedChannel } from './crp/channel-relevance-types.js';
export { conceptRelevance } from './crp/concept-relevance.js';
export type { ConceptRelevanceOptions } from './crp/concept-relevance-options.js';
export { relevanceMaximisation } from './crp/relevance-maximisation.js';
export type { RelevanceMaximisationOptions } from './crp/relevance-maximisation-options.js';
export type { ChannelExamples, RelevanceMaximisation, RelevantExample } from './crp/relevant-examples.js';
export { describeEncoder } from './describe/describe-encoder.js';
export type {
  DescribedMethod,
  DescribedNode,
  DescribeEncoderOptions,
  EncoderDescription,
  ExplainersToTry,
  HiddenOperation,
} from './describe/encoder-description.js';
export { type FeatureMembersOptions, featureMembers } from './features/feature-members.js';
export { featureSets } from './features/feature-sets.js';
export type { FeatureSetsOptions } from './features/feature-sets-options.js';
export { type FeatureSumsOptions, featureSums } from './features/feature-sums.js';
export type { Features } from './features/features.js';
export { gridFeatures } from './features/grid-features.js';
export type { GridFeaturesOptions } from './features/grid-features-options.js';
export { neighbourhoodFeatures, type PlanePositions } from './features/neighbourhood-features.js';
export type { NeighbourhoodFeaturesOptions } from './features/neighbourhood-features-options.js';
export { superpixels } from './features/superpixels.js';
export type { SuperpixelsOptions } from './features/superpixels-options.js';
export { explainLayer } from './layers/explain-layer.js';
export type { ExplainLayerOptions } from './layers/explain-layer-options.js';
export { gradCam } from './layers/grad-cam/grad-cam.js';
export type { GradCamOptions, Interpolation } from './layers/grad-cam/grad-cam-options.js';
export { guidedGradCam } from './layers/grad-cam/guided-grad-cam.js';
export type { GuidedGradCamOptions } from './layers/grad-cam/guided-grad-cam-options.js';
export { internalInfluence } from './layers/internal-influence.js';
export type { InternalInfluenceOptions } from './layers/internal-influence-options.js';
export { layerActivation } from './layers/layer-activation.js';
export { layerConductance } from './layers/layer-conductance.js';
export type { LayerConductanceOptions } from './layers/layer-conductance-options.js';
export type { LayerExplanation } from './layers/layer-explanation.js';
export { layerGradientXActivation } from './layers/layer-gradient-x-activation.js';
export type { LayerMethod } from './layers/layer-method.js';
export { layerNames } from './layers/layer-names.js';
export { attentionRollout } from './methods/attention/attention-rollout.js';
export { attnLrp } from './methods/attention/attn-lrp.js';
export type { AttnLrpOptions } from './methods/attention/attn-lrp-options.js';
export { cpLrp } from './methods/attention/cp-lrp.js';
export { gradientTimesAttention } from './methods/attention/gradient-times-attention.js';
export { decoderMap } from './methods/decoder-map.js';
export { deconvnet } from './methods/deconvnet.js';
export type { DeconvnetOptions } from './methods/deconvnet-options.js';
export { deepLift } from './methods/deep-lift.js';
export type { DeepLiftOptions } from './methods/deep-lift-options.js';
export { epsilonLrp } from './methods/epsilon-lrp.js';
export type { EpsilonLrpOptions } from './methods/epsilon-lrp-options.js';
export { gradient } from './methods/gradient.js';
export { gradientShap } from './methods/gradient-shap.js';
export type { GradientShapOptions, ShapDraw } from './methods/gradient-shap-options.js';
export { guidedBackprop } from './methods/guided-backprop.js';
export type { GuidedBackpropOptions } from './methods/guided-backprop-options.js';
export { inputXGradient } from './methods/input-x-gradient.js';
export { integratedGradients } from './methods/integrated-gradients.js';
export type { IntegratedGradientsOptions } from './methods/integrated-gradients-options.js';
export { conservation } from './methods/lrp/conservation.js';
export type { Conservation, LayerConservation } from './methods/lrp/conservation-report.js';
export { lrp } from './methods/lrp/lrp.js';
export type { LrpOptions } from './methods/lrp/lrp-options.js';
export { occlusion } from './methods/occlusion.js';
export type { OcclusionOptions } from './methods/occlusion-options.js';
export { rectifiedGradient } from './methods/rectified-gradient.js';
export type { RectifiedGradientOptions } from './methods/rectified-gradient-options.js';
export type { PairMap } from './pairs/pair-map.js';
export { pairMaps } from './pairs/pair-maps.js';
export type { PairMapsOptions } from './pairs/pair-maps-options.js';
export { paperMethods } from './paper/paper-methods.js';
export type {
  PaperDeepliftOptions,
  PaperElrpOptions,
  PaperIntgradOptions,
  PaperMethod,
  PaperMethods,
  PaperOcclusionOptions,
  PaperRectgradconstOptions,
  PaperRectgradOptions,
  PaperSmoothgradOptions,
} from './paper/paper-options.js';
export type { Quadrature } from './path/quadrature.js';
export { ablation } from './perturbation/ablation.js';
export type { FeatureOptions } from './perturbation/feature-options.js';
export { hsicAttribution } from './perturbation/hsic/hsic-attribution.js';
export type { HsicAttributionOptions } from './perturbation/hsic/hsic-attribution-options.js';
export { replacement } from './perturbation/real-replacement.js';
export type { ReplacementOptions } from './perturbation/real-replacement-options.js';
export { type ReplacedFeaturesOptions, replacedFeatures } from './perturbation/replaced-features.js';
export type { FeatureReplacement } from './perturbation/replacement.js';
export { rise } from './perturbation/rise.js';
export type { RiseOptions } from './perturbation/rise-options.js';
export { kernelShap } from './perturbation/shapley/kernel-shap.js';
export type { KernelShapOptions } from './perturbation/shapley/kernel-shap-options.js';
export { shapley } from './perturbation/shapley/shapley.js';
export { sobolAttribution } from './perturbation/sobol/sobol-attribution.js';
export type { SobolAttributionOptions } from './perturbation/sobol/sobol-attribution-options.js';
export type { CompositeOptions } from './rules/composites/composite-options.js';
export { epsilonAlpha2Beta1Flat } from './rules/composites/epsilon-alpha2-beta1-flat.js';
export { type EpsilonGammaBoxOptions, epsilonGammaBox } from './rules/composites/epsilon-gamma-box.js';
export { epsilonPlus } from './rules/composites/epsilon-plus.js';
export { epsilonPlusFlat } from './rules/composites/epsilon-plus-flat.js';
export type { RelevanceRules } from './rules/composites/relevance-rules.js';
export type { BoxLimit } from './rules/lrp/z-box.js';
export { agreementMap } from './wrappers/agreement-map.js';
export type { AgreementMapOptions } from './wrappers/agreement-map-options.js';
export { contrastive } from './wrappers/contrastive.js';
export type { ContrastiveOptions } from './wrappers/contrastive-options.js';
export { overMean } from './wrappers/over-mean.js';
export { posteriorAverage } from './wrappers/posterior-average.js';
export type { PosteriorAverageOptions } from './wrappers/posterior-average-options.js';
export { shiftAverage } from './wrappers/shift-average.js';
export type { ShiftAverageOptions } from './wrappers/shift-average-options.js';
export { smoothGrad } from './wrappers/smooth-grad.js';
export type { SmoothGradOptions } from './wrappers/smooth-grad-options.js';
