export { type ChannelOptions, type ImageLayout, pearson, spearman } from '@csm/base';
export { type Checkerboard, type CheckerboardOptions, checkerboard } from './artefacts/checkerboard.js';
export type {
  Certificate,
  CertificateMeasures,
  CertificateQuestion,
  CertificateTopic,
} from './certificate/certificate.js';
export { certificateToJson } from './certificate/certificate-to-json.js';
export { certify } from './certificate/certify.js';
export type { CertifyOptions, CertifySubject, ExampleIds } from './certificate/certify-options.js';
export type { DecoderAgreement } from './certificate/decoder-agreement.js';
export type { MapStability } from './certificate/map-stability.js';
export { complexity } from './complexity/complexity.js';
export { sparseness } from './complexity/sparseness.js';
export type { ConceptExamples, LabelDesign } from './concepts/concept-examples.js';
export { covarianceConcepts } from './concepts/covariance-concepts.js';
export { differenceWithin } from './concepts/difference-within.js';
export { type IsotropicConceptOptions, isotropicConcepts } from './concepts/isotropic-concepts.js';
export { type PermutedConceptOptions, permutedConcepts } from './concepts/permuted-concepts.js';
export type { RandomConceptOptions } from './concepts/random-concept-options.js';
export { resampledConcepts } from './concepts/resampled-concepts.js';
export type { ValueExamples } from './concepts/value-examples.js';
export {
  type ConceptControl,
  type ConceptControlOptions,
  conceptControl,
  zMaps,
} from './controls/concept-control.js';
export { type ConceptDependence, conceptDependence } from './controls/concept-dependence.js';
export type { ConceptDependenceOptions } from './controls/concept-dependence-options.js';
export { conceptSeparation } from './controls/concept-separation.js';
export type { ConceptSeparation, ConceptSeparationOptions } from './controls/concept-separation-types.js';
export { explainWithGate } from './controls/explain-with-gate.js';
export type { ExplainWithGateOptions, GatedExplanation } from './controls/explain-with-gate-options.js';
export { gate } from './controls/gate.js';
export type { Gate, GateMeasures, GatePart, Verdict } from './controls/gate-types.js';
export { modelControl } from './controls/model-control.js';
export {
  type EfficientMprt,
  type EfficientMprtOptions,
  efficientMprt,
} from './controls/randomisation/efficient-mprt.js';
export type { ModelControlOptions, ModelControlStage } from './controls/randomisation/model-control-types.js';
export type { LayerOrder } from './controls/randomisation/randomised-encoders.js';
export { type SmoothMprtOptions, smoothMprt } from './controls/randomisation/smooth-mprt.js';
export { evaluate } from './evaluation/evaluate.js';
export type { EvaluateOptions, MeasureGroup } from './evaluation/evaluate-options.js';
export type { Evaluation, EvaluationRow } from './evaluation/evaluation.js';
export { evaluationToCsv, evaluationToJson } from './evaluation/evaluation-files.js';
export { evidenceOverlap } from './evidence/evidence-overlap.js';
export type { EvidenceOverlap, EvidenceOverlapOptions } from './evidence/evidence-overlap-types.js';
export { type ConceptChangeOptions, conceptChange } from './faithfulness/concept-change.js';
export {
  type DecodeFunction,
  type DecodeFunctionOptions,
  decodeFunction,
} from './faithfulness/decode-function.js';
export { type DeletionGapOptions, deletionGap } from './faithfulness/deletion-gap.js';
export {
  type GenerativeAgreement,
  type GenerativeAgreementOptions,
  generativeAgreement,
} from './faithfulness/generative-agreement.js';
export { type Infidelity, infidelities, infidelity } from './faithfulness/infidelity.js';
export type { InfidelityOptions } from './faithfulness/infidelity-options.js';
export { type Irof, irof } from './faithfulness/irof/irof.js';
export type { IrofOptions } from './faithfulness/irof/irof-options.js';
export { type PerturbationCurve, perturbationCurve } from './faithfulness/perturbation-curve.js';
export type { PerturbationOptions } from './faithfulness/perturbation-options.js';
export type { Replacement } from './faithfulness/replacement.js';
export { type Road, road } from './faithfulness/road/road.js';
export type { RoadOptions } from './faithfulness/road/road-options.js';
export { type ScoreFunction, scoreFunction } from './faithfulness/score-function.js';
export { type MuFidelityOptions, muFidelity } from './faithfulness/subsets/mu-fidelity.js';
export {
  type SensitivityN,
  type SensitivityNOptions,
  sensitivityN,
} from './faithfulness/subsets/sensitivity-n.js';
export type { SubsetOptions } from './faithfulness/subsets/subset-options.js';
export { type Localisation, localisation } from './localisation/localisation.js';
export type { LocalisationOptions } from './localisation/localisation-options.js';
export { relevanceMass } from './localisation/relevance-mass.js';
export { relevanceRank } from './localisation/relevance-rank.js';
export { type AverageMap, averageMaps } from './maps/average-maps.js';
export type { AttributionSums } from './rankings/cells/attribution-sums.js';
export type {
  RankingCheckpoint,
  RankingCheckpointStore,
  RankingSettings,
} from './rankings/checkpoint/ranking-checkpoint.js';
export { type DecoderGenesOptions, decoderGenes } from './rankings/decoder-genes.js';
export type { GeneRanking } from './rankings/gene-ranking.js';
export {
  type GeneSetEnrichmentOptions,
  type GeneSetResult,
  geneSetEnrichment,
  type NamedGenes,
} from './rankings/gene-set-enrichment.js';
export { rankGenes, rankGenesMany } from './rankings/rank-genes.js';
export type {
  CellStream,
  RankedConcept,
  RankGenesManyOptions,
  RankGenesOptions,
} from './rankings/rank-genes-types.js';
export { rankingToCsv } from './rankings/ranking-to-csv.js';
export {
  type ConceptSignificance,
  conceptSignificance,
  type SignificanceOptions,
} from './significance/concept-significance.js';
export { regionSignificance } from './significance/region-significance.js';
export type {
  RegionSignificance,
  RegionSignificanceOptions,
  RegionTest,
  TestedRegion,
} from './significance/region-significance-types.js';
export { type SsimOptions, ssim } from './similarity/ssim.js';
export { type TopOverlapOptions, topOverlap } from './similarity/top-overlap.js';
export { mapAgreement } from './stability/map-agreement.js';
export { maxSensitivity, type SensitivityOptions } from './stability/max-sensitivity.js';
export { relativeInputStability } from './stability/relative/relative-input-stability.js';
export { relativeOutputStability } from './stability/relative/relative-output-stability.js';
export { relativeRepresentationStability } from './stability/relative/relative-representation-stability.js';
export type { RelativeStabilityOptions } from './stability/relative/relative-stability-options.js';
export { type ShareBeyondErrorOptions, shareBeyondError } from './stability/share-beyond-error.js';
export { layerEvidence } from './tissue/layer-evidence.js';
export type { LayerEvidence, LayerEvidenceOptions } from './tissue/layer-evidence-types.js';
export { moransI, type Neighbours } from './tissue/morans-i.js';
