import { checkCount, checkRequiredOptions, checkSeed } from '@csm/base';
import { randomGamma, randomLogNormal, randomPoisson } from 'd3-random';
import { type Random, seededRandom } from '../sampling/seeded-random.js';
import type { SpatialCounts } from '../spatial/spatial-counts.js';

/**
 * The layers of the olfactory bulb from the inside out: granule cell, mitral cell, glomerular, olfactory nerve layer.
 *
 * @category Synthetic data
 */
export const bulbLayers = ['GCL', 'MCL', 'GL', 'ONL'] as const;

/** One layer of the bulb. */
export type BulbLayer = (typeof bulbLayers)[number];

/** Options of {@link syntheticBulb}. */
export interface SyntheticBulbOptions {
  /** The number of genes, from 8 to 50,000. */
  readonly genes: number;
  /** A whole number from 0 to 2³² − 1. The same seed gives the same bytes. */
  readonly seed: number;
  /** The number of spots, from 40 to 500. Default 280, about as many as the real replicates have. */
  readonly spots?: number | undefined;
}

/** Counts of a simulated tissue with known ground truth. */
export interface SyntheticBulb extends SpatialCounts {
  /** `[genes]`: the layer that each gene marks, null for a background gene. */
  readonly enrichedLayers: readonly (BulbLayer | null)[];
  /** `labels` is the true layer of every spot. */
  readonly spots: SpatialCounts['spots'] & { readonly labels: readonly BulbLayer[] };
}

/**
 * The outer border of each layer, as a fraction of the distance from the middle of the tissue to its rim. The
 * layers have about equal areas.
 */
const OUTER_RIM = [0.5, 0.72, 0.88, Number.POSITIVE_INFINITY];

/** Dispersion of the counts: variance = mean + dispersion · mean². */
const DISPERSION = 0.3;

/**
 * Simulates counts of a tissue with four concentric layers: an ellipse with an uneven rim, measured at spots on a jittered
 * grid. Spots are named and placed as on the 2016 spatial transcriptomics array, so that `geneRasters` at 32×32 gives each
 * spot its own cell. Every second gene marks a layer (GCL, MCL, GL and ONL in turn); the others are background. The
 * name of a gene contains its layer: `GCL_1`, `background_2`.
 *
 * The count of gene g at spot s is negative binomial (a Poisson draw whose rate is a gamma draw) with mean
 * depth(s) · base(g) · fold(g, layer of s) and variance mean + 0.3 · mean². depth is log-normal (median 1, σ 0.35), base is
 * log-uniform from 0.3 to 5 counts, and fold is uniform from 3 to 8 in the layer that the gene marks and 1 elsewhere
 * (the real gene Penk has 6.1 counts per 10,000 in the GCL and 1.5 to 2 elsewhere).
 *
 * @throws unless genes, spots and seed are whole numbers in their ranges.
 * @category Synthetic data
 */
export function syntheticBulb(options: SyntheticBulbOptions): SyntheticBulb {
  checkRequiredOptions('syntheticBulb', options, { genes: true, seed: true, spots: true });
  const { genes, seed, spots = 280 } = options;
  checkCount('syntheticBulb', 'genes', genes, { min: 8, max: 50_000 });
  checkCount('syntheticBulb', 'spots', spots, { min: 40, max: 500 });
  checkSeed('syntheticBulb', seed);
  const random = seededRandom(seed);
  const tissue = randomTissue(spots, random);
  const depth = Array.from({ length: spots }, randomLogNormal.source(random)(0, 0.35));
  const enrichedLayers = Array.from({ length: genes }, (_, gene) =>
    gene % 2 === 0 ? (bulbLayers[(gene / 2) % bulbLayers.length] ?? null) : null,
  );

  const indptr = new Uint32Array(genes + 1);
  const entrySpots: number[] = [];
  const values: number[] = [];
  for (const [gene, enriched] of enrichedLayers.entries()) {
    const base = 0.3 * (5 / 0.3) ** random();
    const fold = 3 + 5 * random();
    for (const [spot, spotDepth] of depth.entries()) {
      const mean = spotDepth * base * (tissue.labels[spot] === enriched ? fold : 1);
      const count = negativeBinomial(mean, random);
      if (count === 0) continue;
      entrySpots.push(spot);
      values.push(count);
    }
    indptr[gene + 1] = values.length;
  }
  return {
    spots: tissue,
    genes: enrichedLayers.map((layer, gene) => `${layer ?? 'background'}_${gene + 1}`),
    counts: { indptr, spots: Uint32Array.from(entrySpots), values: Float32Array.from(values) },
    enrichedLayers,
  };
}

/** A Poisson draw whose rate is a gamma draw: negative binomial with this mean and {@link DISPERSION}. */
function negativeBinomial(mean: number, random: Random): number {
  const rate = randomGamma.source(random)(1 / DISPERSION, mean * DISPERSION)();
  return randomPoisson.source(random)(rate)();
}

/** The `count` grid points nearest to the middle of an ellipse with a wavy rim, row by row. */
function randomTissue(count: number, random: Random): SyntheticBulb['spots'] {
  const [width, height] = [0.95 + 0.1 * random(), 1.05 + 0.1 * random()];
  const waves = [2, 3, 5].map((frequency) => ({
    frequency,
    size: 0.06 * random(),
    phase: 2 * Math.PI * random(),
  }));
  const points: { x: number; y: number; reach: number }[] = [];
  for (let y = 1; y <= 30; y++) {
    for (let x = 2; x <= 31; x++) {
      const [dx, dy] = [(x - 16.5) / width, (y - 15.5) / height];
      const angle = Math.atan2(dy, dx);
      const rim = waves.reduce(
        (sum, { frequency, size, phase }) => sum + size * Math.cos(frequency * angle + phase),
        1,
      );
      points.push({ x, y, reach: Math.hypot(dx, dy) / rim });
    }
  }
  const reaches = points.map(({ reach }) => reach).sort((a, b) => a - b);
  const last = reaches[count - 1] ?? 0;
  const chosen = points.filter(({ reach }) => reach <= last).slice(0, count);
  // A jitter of less than half a step keeps every spot in the cell of its grid point.
  const jittered = (place: number) => Math.round(1000 * (place + 0.4 * (random() - 0.5))) / 1000;
  const placed = chosen.map(({ x, y, reach }) => ({
    x: jittered(x),
    y: jittered(y),
    fraction: reach / last,
  }));
  return {
    names: placed.map(({ x, y }) => `${x}x${y}`),
    x: Float64Array.from(placed, ({ x }) => x),
    y: Float64Array.from(placed, ({ y }) => y),
    labels: placed.map(({ fraction }) => layerAt(fraction)),
  };
}

/** @param fraction the distance from the middle of the tissue, as a fraction of the distance to its rim. */
function layerAt(fraction: number): BulbLayer {
  return bulbLayers[OUTER_RIM.findIndex((rim) => fraction < rim)] ?? 'ONL';
}
