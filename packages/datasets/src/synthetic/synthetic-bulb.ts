import { randomGamma, randomLogNormal, randomPoisson } from 'd3-random';
import { requireInteger, requireOptions, requireSeed } from '../checks/check-options.js';
import { type Random, seededRandom } from '../sampling/seeded-random.js';
import type { SpatialCounts } from '../spatial/spatial-counts.js';

/**
 * The layers of the olfactory bulb from the inside out: granule cell, mitral cell, glomerular and olfactory nerve
 * layer.
 */
export const bulbLayers = ['GCL', 'MCL', 'GL', 'ONL'] as const;

/** One layer of the bulb. */
export type BulbLayer = (typeof bulbLayers)[number];

/** Options of {@link syntheticBulb}. */
export interface SyntheticBulbOptions {
  /** How many genes, from 8 to 50,000. */
  readonly genes: number;
  /** An integer from 0 to 2³² − 1. The same seed gives the same bytes. */
  readonly seed: number;
  /** How many spots, from 40 to 500; 280 by default, about as many as the real replicates have. */
  readonly spots?: number;
}

/** Counts of a drawn tissue whose truth is known. */
export interface SyntheticBulb extends SpatialCounts {
  /** The layer that each gene marks, null for a background gene. [genes] */
  readonly enrichedLayers: readonly (BulbLayer | null)[];
  /** `labels` holds the true layer of every spot. */
  readonly spots: SpatialCounts['spots'] & { readonly labels: readonly BulbLayer[] };
}

/** Where a layer ends, as a share of the way from the middle of the tissue to its rim: four about equal areas. */
const outerRim = [0.5, 0.72, 0.88, Number.POSITIVE_INFINITY];

/** Dispersion of the counts: variance = mean + dispersion · mean². */
const dispersion = 0.3;

/**
 * A tissue of four concentric layers, an ellipse with an uneven rim, measured at spots of a jittered grid: named and
 * placed as in the 2016 spatial transcriptomics array, so that `geneRasters` at 32×32 gives each spot a cell of its
 * own. Every second gene marks a layer (in turn GCL, MCL, GL, ONL), the others are background; the name says which
 * (`GCL_1`, `background_2`).
 *
 * The count of gene g at spot s is negative binomial, as a Poisson draw of a gamma draw, with mean
 * depth(s) · base(g) · fold(g, layer of s) and variance mean + 0.3 · mean². depth is log-normal (median 1, σ 0.35),
 * base is log-uniform from 0.3 to 5 counts, and fold is uniform from 3 to 8 in the gene's own layer, 1 elsewhere
 * (the real Penk: 6.1 counts per 10,000 in the GCL, 1.5 to 2 elsewhere).
 *
 * Throws on genes, spots or a seed that are not integers in their range.
 */
export function syntheticBulb(options: SyntheticBulbOptions): SyntheticBulb {
  requireOptions('syntheticBulb', options, '{ genes: 200, seed: 1 }');
  const { genes, seed, spots = 280 } = options;
  requireInteger('syntheticBulb', 'genes', genes, 8, 50_000);
  requireInteger('syntheticBulb', 'spots', spots, 40, 500);
  requireSeed('syntheticBulb', seed);
  const random = seededRandom(seed);
  const tissue = randomTissue(spots, random);
  const depth = Array.from({ length: spots }, randomLogNormal.source(random)(0, 0.35));
  const enrichedLayers = Array.from({ length: genes }, (_, gene) =>
    gene % 2 === 0 ? bulbLayers[(gene / 2) % bulbLayers.length]! : null,
  );

  const indptr = new Uint32Array(genes + 1);
  const entrySpots: number[] = [];
  const values: number[] = [];
  for (const [gene, enriched] of enrichedLayers.entries()) {
    const base = 0.3 * (5 / 0.3) ** random();
    const fold = 3 + 5 * random();
    for (let spot = 0; spot < spots; spot++) {
      const mean = depth[spot]! * base * (tissue.labels[spot] === enriched ? fold : 1);
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

/** A Poisson draw whose rate is a gamma draw: negative binomial with that mean and `dispersion`. */
function negativeBinomial(mean: number, random: Random): number {
  const rate = randomGamma.source(random)(1 / dispersion, mean * dispersion)();
  return randomPoisson.source(random)(rate)();
}

/** The `count` grid points nearest to the middle of an ellipse whose rim swings in and out, row by row. */
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
  const last = reaches[count - 1]!;
  const chosen = points.filter(({ reach }) => reach <= last).slice(0, count);
  // Jitter below half a step keeps every spot in the cell of its grid point.
  const jittered = (place: number) => Math.round(1000 * (place + 0.4 * (random() - 0.5))) / 1000;
  const placed = chosen.map(({ x, y, reach }) => ({ x: jittered(x), y: jittered(y), share: reach / last }));
  return {
    names: placed.map(({ x, y }) => `${x}x${y}`),
    x: Float64Array.from(placed, ({ x }) => x),
    y: Float64Array.from(placed, ({ y }) => y),
    labels: placed.map(({ share }) => bulbLayers[outerRim.findIndex((rim) => share < rim)]!),
  };
}
