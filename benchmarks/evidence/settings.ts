/**
 * The protocol, written before any result was seen.
 *
 * Question: if a map is located where its concept is visible, is this because of the concept, or would the map of any
 * vector be located there?
 *
 * Primary measure, one for each ground, method and seed: localisation by the concept's maps minus the mean localisation by maps
 * of random vectors, averaged over inputs, then over concepts.
 * - Pictures: share of |map| inside the mask, divided by the mask's share of the area (channels summed before |·|).
 * - Tissue: ROC AUC of the signed map of a single gene, over spots that have a label, for the concept's layer.
 * Random vectors: (a) isotropic directions, (b) vectors of permuted labels, both of the concept's length. (b) is the harder
 * null and decides; (a) is reported as well.
 *
 * Secondary: ROC AUC for pictures, mass for tissue; AUC of the average of the maps of a concept's genes, compared with raw
 * counts; the
 * sign in the mask on inputs with and without the concept; the gate's statistic; the same measures for an untrained
 * encoder.
 *
 * Choice: variants of a family (baselines, σ, units, ...) are compared only on the choice seeds. In each family, the
 * variant with the best mean rank over the four grounds is chosen; for averages over genes, the one with the best
 * mean AUC of the two tissues. The chosen variants are reported on the report seeds, on which no choice is made. A
 * map "beats integrated gradients from zeros" on a ground if the mean over report seeds of its primary measure is
 * larger, for both nulls.
 *
 * Added to the candidates after the results of the choice seeds were seen, but before any maps of a report seed were
 * made: decoder maps in logarithms, maps divided by the mean, concepts minus the mean of the others. To save time,
 * integration was reduced from 16 points to 8.
 *
 * Replicate 12 has one tissue with one set of labels: its seeds differ in the VAE and the genes it finds, so choice and report are
 * not independent there. On the other grounds they are independent (other people, other drawings).
 */
export const settings = {
  /** Number of inputs with a concept over which the measures of pictures are averaged, and of inputs without it. */
  pictures: 16,
  /** Number of genes per layer that the VAE of the synthetic bulb never sees. */
  heldOutGenes: 20,
  /** Number of genes of a concept in replicate 12, as in the paper. */
  conceptGenes: 50,
  /** Number of random vectors of each kind. */
  randomVectors: 10,
  /** Number of random concepts inside contrastive maps, drawn separately from those above. */
  contrastConcepts: 8,
  /** Number of Gauss–Legendre points. With 16, the measures of integrated gradients from zeros are the same within .01. */
  integrationSteps: 8,
  /** Number of noisy copies for SmoothGrad and its variants, and of draws for GradientSHAP. */
  samples: 16,
  /** Number of inputs that the gate compares, and its threshold: the defaults of `conceptDependence`. */
  gateInputs: 8,
  gateThreshold: 0.4,
  /** Seed of everything drawn here; models and data have the seeds of their ground. */
  seed: 1,
} as const;

export type Settings = typeof settings;

export const groundNames = ['drawn-faces', 'synthetic-bulb', 'replicate-12', 'cmu-faces'] as const;
export type GroundName = (typeof groundNames)[number];

/** Seeds of each ground: variants are chosen on `choice`, and everything is reported on `report`. */
export const seeds: Readonly<Record<GroundName, { choice: readonly number[]; report: readonly number[] }>> = {
  'drawn-faces': { choice: [1], report: [2, 3] },
  'synthetic-bulb': { choice: [1], report: [2, 3] },
  'replicate-12': { choice: [0], report: [1] },
  'cmu-faces': { choice: [1], report: [2] },
};
