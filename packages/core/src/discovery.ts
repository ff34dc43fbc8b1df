export { conceptImportance } from './discovery/concept-importance.js';
export type {
  ConceptImportance,
  ConceptImportanceOptions,
  LatentFunction,
} from './discovery/concept-importance-types.js';
export { conceptStability } from './discovery/concept-stability.js';
export type { CodesOptions, DiscoveredConcepts } from './discovery/discovered-concepts.js';
export {
  type IndependentComponentsOptions,
  independentComponents,
} from './discovery/linear/independent-components.js';
export {
  type PrincipalComponentsOptions,
  principalComponents,
} from './discovery/linear/principal-components.js';
export {
  type NonNegativeFactorsOptions,
  nonNegativeFactors,
} from './discovery/non-negative/non-negative-factors.js';
export { type TopKAutoencoderOptions, topKAutoencoder } from './discovery/top-k/top-k-autoencoder.js';
