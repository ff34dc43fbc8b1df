// What authors of explainers, encoders, scores and rules need besides the main entry.
export { checkNdarray, contiguous } from '@csm/base';
export { type DecoderModel, decoderOf } from './decoders/decoder-of.js';
export { checkEncoder } from './encoders/check-encoder.js';
export { encoderOfGraph } from './encoders/encoder-of-graph.js';
export { inputParts } from './encoders/pack-inputs.js';
export type { PosteriorOutputs } from './encoders/posterior-outputs.js';
export { checkTraceable, traceInputs } from './encoders/trace-inputs.js';
export { checkExplainer } from './explain/check-explainer.js';
export { type Attribution, disposeAttribution, type Explainer, type Target } from './explain/explainer.js';
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
export type { Input, InputPart } from './graph/operations/input.js';
export type { BackwardRule, BackwardRules, BackwardStep } from './graph/rules.js';
export type { Weight } from './graph/weight.js';
