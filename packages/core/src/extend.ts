// The entry point for authors of explainers, encoders, decoders, scores and backward rules.
export { checkNdarray, checkOptions, contiguous } from '@csm/base';
export type { TfjsDecoder } from './decoders/decoder.js';
export { type DecoderModel, decoderOf } from './decoders/decoder-of.js';
export { checkEncoder } from './encoders/check-encoder.js';
export type { Awaitable } from './encoders/encoder.js';
export { encoderOfGraph } from './encoders/encoder-of-graph.js';
export type { GraphModel } from './encoders/graph-model/graph-model.js';
export { inputParts } from './encoders/pack-inputs.js';
export type { PosteriorOutputs } from './encoders/posterior/posterior-outputs.js';
export { checkReproducible, type ReproducibleOptions } from './encoders/probe/check-reproducible.js';
export { subgraph } from './encoders/subgraph.js';
export { checkTraceable, traceInputs } from './encoders/trace-inputs.js';
export type { NamedOutput, WalkedModel } from './encoders/walked-model.js';
export { checkExplainer } from './explain/check-explainer.js';
export { type CompletenessCheck, completenessCheck } from './explain/completeness-check.js';
export type { CompletenessReport } from './explain/completeness-report.js';
export { type Attribution, disposeAttribution, type Explainer, type Target } from './explain/explainer.js';
export type { Extremes } from './explain/extremes.js';
export { memoryEstimate } from './explain/memory-budget.js';
export { checkpoint, type Run } from './explain/run.js';
export { scoreGradients } from './explain/score-gradients.js';
export { checkReachable } from './graph/check-reachable.js';
export type { Graph, GraphNode } from './graph/graph.js';
export { isLinear, isRouting } from './graph/linear.js';
export {
  forward as operationForward,
  type Operation,
  vjp as operationVjp,
} from './graph/operation.js';
export type { ForwardRecord } from './graph/operation-kind.js';
export type { Activation, ActivationName, Slopes } from './graph/operations/activation.js';
export type { BatchNormalization } from './graph/operations/batch-normalization.js';
export type { Concatenate } from './graph/operations/concatenate.js';
export type { Convolution } from './graph/operations/convolution.js';
export type { Convolution1d } from './graph/operations/convolution-1d.js';
export type { Dense } from './graph/operations/dense.js';
export type { DepthwiseConvolution } from './graph/operations/depthwise-convolution.js';
export type { GlobalPooling } from './graph/operations/global-pooling.js';
export type { ControlInput, GraphOperation } from './graph/operations/graph-operation.js';
export type { Input, InputPart } from './graph/operations/input.js';
export type { LayerNormalization } from './graph/operations/layer-normalization.js';
export type { Merge } from './graph/operations/merge.js';
export type { OpaqueLayer } from './graph/operations/opaque-layer.js';
export type { Cropping, Margins, Padding } from './graph/operations/padding.js';
export type { Permute } from './graph/operations/permute.js';
export type { Pooling } from './graph/operations/pooling.js';
export type { DeviationForm, PosteriorSample } from './graph/operations/posterior-sample.js';
export type { Reshape } from './graph/operations/reshape.js';
export type { Slice } from './graph/operations/slice.js';
export type { TransposedConvolution } from './graph/operations/transposed-convolution.js';
export type { Upsampling } from './graph/operations/upsampling.js';
export type { BackwardRule, BackwardRules, BackwardStep } from './graph/rules.js';
export type { BackwardOptions, Trace, TraceOptions } from './graph/trace.js';
export type { Weight } from './graph/weight.js';
export { sampledEncoder } from './posterior/sampled-encoder.js';
export { type DrawKey, runOfDraw, sampleNoise, sampleRandom } from './random/seeded-draws.js';
