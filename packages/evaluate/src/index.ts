export { type ConceptControl, conceptControl, zMaps } from './controls/concept-control.js';
export {
  type ControlledExplanation,
  type ExplainWithControlOptions,
  explainWithControl,
} from './controls/explain-with-control.js';
export { type Gate, type GateOptions, gate } from './controls/gate.js';
export { type ModelControlOptions, type ModelControlStage, modelControl } from './controls/model-control.js';
export {
  type ConceptExamples,
  covarianceConcepts,
  isotropicConcepts,
  permutedConcepts,
  type RandomConceptOptions,
  resampledConcepts,
} from './controls/random-concepts.js';
export {
  type EvaluateOptions,
  type Evaluation,
  type EvaluationRow,
  evaluate,
  type MeasureGroup,
} from './evaluation/evaluate.js';
export { evaluationToCsv, evaluationToJson } from './evaluation/evaluation-files.js';
export { type Decoder, decodeFunction } from './faithfulness/decode-function.js';
export {
  type ConceptChangeOptions,
  conceptChange,
  type DecodeFunction,
  type GenerativeAgreement,
  generativeAgreement,
} from './faithfulness/generative-agreement.js';
export {
  type Infidelity,
  type InfidelityOptions,
  infidelities,
  infidelity,
} from './faithfulness/infidelity.js';
export {
  deletionGap,
  type PerturbationCurve,
  type PerturbationOptions,
  perturbationCurve,
} from './faithfulness/perturbation-curve.js';
export { gaussianBlur, type Replacement } from './faithfulness/replacement.js';
export { type ScoreFunction, scoreFunction } from './faithfulness/score-function.js';
export { type AverageMap, averageMaps } from './localisation/average-maps.js';
export { averagePrecision } from './localisation/average-precision.js';
export { type Localisation, type LocalisationOptions, localisation } from './localisation/localisation.js';
export { sumChannels } from './maps/maps.js';
export {
  type ConceptSignificance,
  conceptSignificance,
  type SignificanceOptions,
} from './significance/concept-significance.js';
export { type MapSimilarity, mapSimilarity } from './similarity/map-similarity.js';
export { pearson } from './similarity/pearson.js';
export { spearman } from './similarity/spearman.js';
export { type SsimOptions, ssim } from './similarity/ssim.js';
export { type TopOverlapOptions, topOverlap } from './similarity/top-overlap.js';
export { type Checkerboard, type CheckerboardOptions, checkerboard } from './stability/checkerboard.js';
export { mapAgreement, shareBeyondError } from './stability/map-agreement.js';
export { maxSensitivity, type SensitivityOptions } from './stability/max-sensitivity.js';
