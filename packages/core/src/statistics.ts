export {
  type Bootstrap,
  type BootstrapOptions,
  bootstrapConcept,
} from './statistics/bootstrap-concept.js';
export { cohensD } from './statistics/cohens-d.js';
export { conceptCosines } from './statistics/concept-cosines.js';
export {
  type ClassifierOptions,
  type LinearConcept,
  logisticDirection,
  svmDirection,
} from './statistics/linear-classifier.js';
export { type Correlations, pearsonCorrelations } from './statistics/pearson.js';
export { rocAuc } from './statistics/roc-auc.js';
