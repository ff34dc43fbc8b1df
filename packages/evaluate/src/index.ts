export { type AverageMap, averageMaps } from './average-maps.js';
export { averagePrecision } from './average-precision.js';
export { benjaminiHochberg } from './benjamini-hochberg.js';
export { type Checkerboard, type CheckerboardOptions, checkerboard } from './checkerboard.js';
export { type ConceptControl, conceptControl, zMaps } from './concept-control.js';
export {
  type ConceptSignificance,
  conceptSignificance,
  type SignificanceOptions,
} from './concept-significance.js';
export { type Decoder, decodeFunction } from './decode-function.js';
export {
  type EvaluateOptions,
  type Evaluation,
  type EvaluationRow,
  evaluate,
  type MeasureGroup,
} from './evaluate.js';
export { evaluationToCsv, evaluationToJson } from './evaluation-files.js';
export {
  type ControlledExplanation,
  type ExplainWithControlOptions,
  explainWithControl,
} from './explain-with-control.js';
export { type Gate, type GateOptions, gate } from './gate.js';
export {
  type ConceptChangeOptions,
  conceptChange,
  type DecodeFunction,
  type GenerativeAgreement,
  generativeAgreement,
} from './generative-agreement.js';
export { type Infidelity, type InfidelityOptions, infidelities, infidelity } from './infidelity.js';
export { type Localisation, type LocalisationOptions, localisation } from './localisation.js';
export { mapAgreement, shareBeyondError } from './map-agreement.js';
export { type MapSimilarity, mapSimilarity } from './map-similarity.js';
export { sumChannels } from './maps.js';
export { maxSensitivity, type SensitivityOptions } from './max-sensitivity.js';
export { type ModelControlOptions, type ModelControlStage, modelControl } from './model-control.js';
export { pearson } from './pearson.js';
export {
  deletionGap,
  type PerturbationCurve,
  type PerturbationOptions,
  perturbationCurve,
} from './perturbation-curve.js';
export {
  type ConceptExamples,
  covarianceConcepts,
  isotropicConcepts,
  permutedConcepts,
  type RandomConceptOptions,
  resampledConcepts,
} from './random-concepts.js';
export { gaussianBlur, type Replacement } from './replacement.js';
export { type ScoreFunction, scoreFunction } from './score-function.js';
export { spearman } from './spearman.js';
export { type SsimOptions, ssim } from './ssim.js';
export { type TopOverlapOptions, topOverlap } from './top-overlap.js';
