export { benjaminiHochberg } from '@csm/base';
export {
  type ClassifierOptions,
  type LinearConcept,
  logisticDirection,
  svmDirection,
} from './statistics/classifiers/linear-classifier.js';
export { cohensD } from './statistics/cohens-d.js';
export { conceptCosines } from './statistics/concept-cosines.js';
export { type ConceptOfExamplesOptions, conceptOfExamples } from './statistics/concept-of-examples.js';
export {
  type CorrelatedExample,
  type CorrelatedExamplesOptions,
  correlatedExamples,
} from './statistics/correlated-examples.js';
export {
  type EnrichedExample,
  type EnrichedExamplesOptions,
  enrichedExamples,
} from './statistics/enriched-examples.js';
export type { FeaturePositions } from './statistics/enrichment/spatial-modes.js';
export type { EntangledLabel, LabelAuc } from './statistics/entanglement/entangled-label.js';
export { type EntanglementOptions, entanglement } from './statistics/entanglement/entanglement.js';
export { type ExampleClustersOptions, exampleClusters } from './statistics/example-clusters.js';
export {
  type FalsePositiveOptions,
  falsePositiveTest,
} from './statistics/false-positives/false-positive-test.js';
export type { FalsePositives } from './statistics/false-positives/false-positives.js';
export { geneConcept } from './statistics/gene-concept.js';
export type { GeneConcept, GeneConceptOptions, RankedGene } from './statistics/gene-concept-types.js';
export { type Correlations, pearsonCorrelations } from './statistics/pearson-correlations.js';
export {
  type ConceptRegion,
  type ConceptRegionOptions,
  conceptRegion,
} from './statistics/regions/concept-region.js';
export { type RegionScoreOptions, regionScore } from './statistics/regions/region-score.js';
export {
  type RegressionConcept,
  type RegressionDirectionOptions,
  regressionDirection,
} from './statistics/regression-direction.js';
export { rocAuc } from './statistics/roc-auc.js';
export { type Separability, type SeparabilityOptions, separability } from './statistics/separability.js';
export { type ShownExampleOptions, shownExample } from './statistics/shown-example.js';
export type {
  TotalSobolIndices,
  TotalSobolOptions,
  UnitCubeFunction,
} from './statistics/sobol/sobol-types.js';
export { totalSobolIndices } from './statistics/sobol/total-sobol-indices.js';
export {
  type Bootstrap,
  type BootstrapOptions,
  bootstrapConcept,
} from './statistics/stability/bootstrap-concept.js';
export {
  type SplitHalves,
  type SplitHalvesOptions,
  splitHalves,
} from './statistics/stability/split-halves.js';
