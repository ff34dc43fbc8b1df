export { checkExplainer, checkNdarray } from './checks/check-arguments.js';
export { checkOptions } from './checks/check-options.js';
export { conceptsFromJson, conceptsToJson } from './concepts/concept-json.js';
export { type ConceptVector, conceptVector, meanDifference, meanVector } from './concepts/concept-vector.js';
export { conditionalConcept } from './concepts/conditional-concept.js';
export { encode } from './encode/encode.js';
export { contiguous, type Inputs } from './encode/input-batches.js';
export { latentJacobian } from './encode/latent-jacobian.js';
export type { BackwardOptions, Encoder, Trace, TraceOptions } from './encoders/encoder.js';
export { type FunctionEncoderOptions, functionEncoder } from './encoders/function/function-encoder.js';
export { type GraphEncoderOptions, graphEncoder } from './encoders/graph-model/graph-encoder.js';
export type { GraphModel } from './encoders/graph-model/graph-model.js';
export { encoderOfGraph, type PosteriorOutputs } from './encoders/graph-of-model-encoder.js';
export type { LatentOutput } from './encoders/latent-output.js';
export { type LayersEncoderOptions, layersEncoder } from './encoders/layers-model/layers-encoder.js';
export { type InputPart, inputParts, packInputs, unpackMaps } from './encoders/pack-inputs.js';
export {
  type EncodeOptions,
  type ExplainOptions,
  type Explanation,
  explain,
  type Progress,
} from './explain/explain.js';
export { type Attribution, disposeAttribution, type Explainer, type Target } from './explain/explainer.js';
export { memoryEstimate } from './explain/memory-budget.js';
export { checkpoint, type Run } from './explain/run.js';
export type { Graph, GraphNode, Weight } from './graph/graph.js';
export type { Activation, ActivationName } from './graph/operations/activation.js';
export type { BatchNormalization } from './graph/operations/batch-normalization.js';
export type { Concatenate } from './graph/operations/concatenate.js';
export type { Convolution } from './graph/operations/convolution.js';
export type { Convolution1d } from './graph/operations/convolution-1d.js';
export type { Dense } from './graph/operations/dense.js';
export type { DepthwiseConvolution } from './graph/operations/depthwise-convolution.js';
export type { GlobalPooling } from './graph/operations/global-pooling.js';
export type { GraphOperation } from './graph/operations/graph-operation.js';
export {
  forward as operationForward,
  type Input,
  type Operation,
  vjp as operationVjp,
} from './graph/operations/index.js';
export type { LayerNormalization } from './graph/operations/layer-normalization.js';
export { isLinear, isRouting } from './graph/operations/linear.js';
export type { Merge } from './graph/operations/merge.js';
export type { OpaqueLayer } from './graph/operations/opaque-layer.js';
export type { ForwardRecord } from './graph/operations/operation-kind.js';
export type { Cropping, Margins, Padding } from './graph/operations/padding.js';
export type { Permute } from './graph/operations/permute.js';
export type { Pooling } from './graph/operations/pooling.js';
export type { PosteriorSample } from './graph/operations/posterior-sample.js';
export type { Reshape } from './graph/operations/reshape.js';
export type { Slice } from './graph/operations/slice.js';
export type { TransposedConvolution } from './graph/operations/transposed-convolution.js';
export type { Upsampling } from './graph/operations/upsampling.js';
export type { BackwardRule, BackwardRules, BackwardStep } from './graph/rules.js';
export { scoreGradients } from './graph/score-gradients.js';
export { centred, dotProduct, latentDimension, signedDistance } from './scores/affine-scores.js';
export type { ConceptScore } from './scores/concept-score.js';
export { cosine } from './scores/cosine.js';
export { scorePerSample } from './scores/score-per-sample.js';
