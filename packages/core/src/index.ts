export { checkExplainer, checkNdarray } from './check-arguments.js';
export { checkOptions } from './check-options.js';
export { type ConceptVector, conceptVector, meanDifference, meanVector } from './concept.js';
export { conceptsFromJson, conceptsToJson } from './concept-json.js';
export { conditionalConcept } from './conditional-concept.js';
export { encode } from './encode.js';
export type { BackwardOptions, Encoder, Trace, TraceOptions } from './encoder.js';
export {
  type EncodeOptions,
  type ExplainOptions,
  type Explanation,
  explain,
  type Progress,
} from './explain.js';
export { type Attribution, disposeAttribution, type Explainer, type Target } from './explainer.js';
export { type FunctionEncoderOptions, functionEncoder } from './function/function-encoder.js';
export type { Graph, GraphNode, Weight } from './graph.js';
export { type GraphEncoderOptions, graphEncoder } from './graph-model/graph-encoder.js';
export type { GraphModel } from './graph-model/graph-model.js';
export { contiguous, type Inputs } from './input-batches.js';
export { latentJacobian } from './latent-jacobian.js';
export type { LatentOutput } from './latent-output.js';
export { type LayersEncoderOptions, layersEncoder } from './layers-model/layers-encoder.js';
export { memoryEstimate } from './memory-budget.js';
export type { Activation, ActivationName } from './operations/activation.js';
export type { BatchNormalization } from './operations/batch-normalization.js';
export type { Concatenate } from './operations/concatenate.js';
export type { Convolution } from './operations/convolution.js';
export type { Convolution1d } from './operations/convolution-1d.js';
export type { Dense } from './operations/dense.js';
export type { DepthwiseConvolution } from './operations/depthwise-convolution.js';
export type { GlobalPooling } from './operations/global-pooling.js';
export type { GraphOperation } from './operations/graph-operation.js';
export {
  forward as operationForward,
  type Input,
  type Operation,
  vjp as operationVjp,
} from './operations/index.js';
export type { LayerNormalization } from './operations/layer-normalization.js';
export { isLinear, isRouting } from './operations/linear.js';
export type { Merge } from './operations/merge.js';
export type { OpaqueLayer } from './operations/opaque-layer.js';
export type { ForwardRecord } from './operations/operation-kind.js';
export type { Cropping, Margins, Padding } from './operations/padding.js';
export type { Permute } from './operations/permute.js';
export type { Pooling } from './operations/pooling.js';
export type { PosteriorSample } from './operations/posterior-sample.js';
export type { Reshape } from './operations/reshape.js';
export type { Slice } from './operations/slice.js';
export type { TransposedConvolution } from './operations/transposed-convolution.js';
export type { Upsampling } from './operations/upsampling.js';
export { type InputPart, inputParts, packInputs, unpackMaps } from './packed-inputs.js';
export type { BackwardRule, BackwardRules, BackwardStep } from './rules.js';
export { checkpoint, type Run } from './run.js';
export { scoreGradients } from './score-gradients.js';
export { centred, dotProduct, latentDimension, signedDistance } from './scores/affine-scores.js';
export type { ConceptScore } from './scores/concept-score.js';
export { cosine } from './scores/cosine.js';
export { scorePerSample } from './scores/score-per-sample.js';
export { encoderOfGraph, type PosteriorOutputs } from './walked-encoder.js';
