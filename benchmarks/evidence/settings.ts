/**
 * The protocol, written down before any result was looked at.
 *
 * Question: does a map lie where its concept shows because of the concept, or would any vector's map lie there?
 *
 * Primary measure, one for each ground, method and seed: localisation by the concept's maps minus the mean localisation by maps
 * of random vectors, averaged over inputs, then over concepts.
 * - Pictures: share of |map| inside the mask, divided by the mask's share of the area (channels summed before |·|).
 * - Tissue: ROC AUC of the signed map of a single gene, over spots that have a label, for the concept's layer.
 * Random vectors: (a) isotropic directions, (b) vectors of permuted labels, both of the concept's length. (b) is the harder null
 * and decides; (a) is reported beside it.
 *
 * Secondary: ROC AUC for pictures, mass for tissue; AUC of the average of the maps of a concept's genes, beside raw counts; the
 * sign in the mask on inputs with and without the concept; the gate's statistic; the same on an untrained encoder.
 *
 * Choice: variants of a family (baselines, σ, units, ...) are compared on the choice seeds alone. In each family the variant with
 * the best mean rank over the four grounds is taken; for averages over genes the best mean AUC of the two tissues. What was chosen
 * is reported on the report seeds, where nothing is chosen. A map "beats integrated gradients from zeros" on a ground if the mean
 * over report seeds of its primary measure is larger, by both nulls.
 *
 * Added to the candidates after results of the choice seeds, before maps of any report seed: decoder maps in logarithms, maps over the
 * mean, concepts less the mean of the others. Integration was cut from 16 points to 8 for time.
 *
 * Replicate 12 has one tissue with one set of labels: its seeds differ in the VAE and the genes it finds, so choice and report are
 * not independent there. They are for the others (other people, other drawings).
 */
export const settings = {
  /** Inputs that have a concept, over which measures of pictures are averaged; and those that lack it. */
  pictures: 16,
  /** Genes of a layer that the VAE of the synthetic bulb never saw. */
  heldOutGenes: 20,
  /** Genes of a concept in replicate 12, the paper's number. */
  conceptGenes: 50,
  /** Random vectors of each kind. */
  randomVectors: 10,
  /** Random concepts inside contrastive maps; drawn apart from those above. */
  contrastConcepts: 8,
  /** Gauss–Legendre points; with 16 the measures of integrated gradients from zeros are the same to .01. */
  integrationSteps: 8,
  /** Noisy copies for SmoothGrad and its kin; draws of GradientSHAP. */
  samples: 16,
  /** Inputs that the gate compares, and its threshold, as `explainWithControl` has them by default. */
  gateInputs: 8,
  gateThreshold: 0.4,
  /** Seed of everything drawn here; models and data have the seeds of their ground. */
  seed: 1,
} as const;

export type Settings = typeof settings;

export const groundNames = ['drawn-faces', 'synthetic-bulb', 'replicate-12', 'cmu-faces'] as const;
export type GroundName = (typeof groundNames)[number];

/** Seeds of each ground: variants are chosen on the first, everything is reported on the others. */
export const seeds: Readonly<Record<GroundName, { choice: readonly number[]; report: readonly number[] }>> = {
  'drawn-faces': { choice: [1], report: [2, 3] },
  'synthetic-bulb': { choice: [1], report: [2, 3] },
  'replicate-12': { choice: [0], report: [1] },
  'cmu-faces': { choice: [1], report: [2] },
};
