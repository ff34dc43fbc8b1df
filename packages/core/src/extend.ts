// What authors of explainers, encoders, scores and rules need besides the main entry.
export { checkExplainer, checkNdarray } from './checks/check-arguments.js';
export { contiguous } from './encode/input-batches.js';
export { encoderOfGraph, type PosteriorOutputs } from './encoders/graph-of-model-encoder.js';
export { type InputPart, inputParts } from './encoders/pack-inputs.js';
export { type Attribution, disposeAttribution, type Explainer, type Target } from './explain/explainer.js';
export { memoryEstimate } from './explain/memory-budget.js';
export { checkpoint, type Run } from './explain/run.js';
export type { Graph, GraphNode, Weight } from './graph/graph.js';
export {
  forward as operationForward,
  type Input,
  type Operation,
  vjp as operationVjp,
} from './graph/operations/index.js';
export { isLinear, isRouting } from './graph/operations/linear.js';
export type { ForwardRecord } from './graph/operations/operation-kind.js';
export type { BackwardRule, BackwardRules, BackwardStep } from './graph/rules.js';
export { scoreGradients } from './graph/score-gradients.js';
