import {
  benjaminiHochberg,
  checkCount,
  checkNdarray,
  checkOptions,
  checkPositive,
  checkRequiredOptions,
  checkSeed,
  checkShape,
  checkWatchers,
  eventLoopYielder,
  invalidArgument,
  type Progress,
} from '@csm/base';
import { checkEncoder, checkpoint } from '@csm/core/extend';
import ndarray, { type NdArray } from 'ndarray';
import { donorScores } from './donor-scores.js';
import { type LabelUnits, labelUnits } from './label-units.js';
import { labellings } from './labellings.js';
import { meanDifferences } from './mean-differences.js';
import { ROUNDING } from './permutation-test.js';
import { type RegionMembers, regionMembers } from './region-members.js';
import type {
  RegionSignificance,
  RegionSignificanceOptions,
  RegionTest,
} from './region-significance-types.js';
import { studentised } from './studentised.js';

/**
 * Tests in which regions of an input the encoder reads a concept. For a region r,
 *
 * C(r) = mean over donors with the concept − mean over donors without it of s(x with region r of the donor),
 *
 * averaged over the inputs x. If the encoder does not read the concept in r, C(r) does not depend on the labels of the donors. They
 * are permuted, and p is the share of labellings whose studentised difference is at least as large. q adjusts for the number of
 * regions. No map, gradient or decoder is needed. Random labels have no significant region in most runs, so
 * the test also shows whether there is a concept.
 *
 * Positives and negatives must differ only in the concept; give any other difference as `strata`. Groups keep the examples of one
 * person together; see `conceptSignificance`. If the location of the concept varies, the test has little power, because each donor
 * shows the concept in another region.
 *
 * Costs one forward pass for each input, donor and region, whatever the number of concepts: 3,072 for one picture, 48 donors
 * and 64 regions.
 *
 * Sources: Fisher 1935 for permutation tests; Benjamini & Hochberg 1995 (doi 10.1111/j.2517-6161.1995.tb02031.x) for q.
 *
 * @returns one result per concept.
 * @throws if an option is unknown or out of range, shapes do not fit the encoder, or groups or strata do not fit the donors.
 *
 * @example
 * const [glasses] = await regionSignificance({ encoder, concepts: concept, inputs, positives: withGlasses, negatives: without });
 * @category Significance
 */
export async function regionSignificance(
  test: RegionTest,
  options: RegionSignificanceOptions = {},
): Promise<RegionSignificance[]> {
  const caller = 'regionSignificance';
  checkOptions<RegionSignificanceOptions>(caller, options, {
    permutations: true,
    level: true,
    seed: true,
    batchSize: true,
    memory: true,
    signal: true,
    onWarning: true,
    onProgress: true,
  });
  checkRequiredOptions<RegionTest>(caller, test, {
    encoder: true,
    concepts: true,
    inputs: true,
    positives: true,
    negatives: true,
    positiveGroups: true,
    negativeGroups: true,
    positiveStrata: true,
    negativeStrata: true,
    features: true,
  });
  checkWatchers(caller, options);
  const { level = 0.05, seed = 0, signal, onProgress } = options;
  checkPositive(caller, 'level', level, { max: 1 });
  checkSeed(caller, seed);
  if (options.permutations !== undefined) {
    checkCount(caller, 'permutations', options.permutations, { min: 2 });
  }
  checkEncoder(caller, test.encoder);
  const { inputShape } = test.encoder;
  const members = regionMembers(caller, test.encoder, test.features);
  const [positives, negatives] = [
    donorCount(caller, 'positives', test.positives, inputShape),
    donorCount(caller, 'negatives', test.negatives, inputShape),
  ];
  const units = labelUnits(caller, positives, negatives, test);
  const enough = Math.min(9999, Math.max(999, Math.ceil((4 * members.labels.length) / level)));
  const { permutations = enough } = options;
  const total = positives + negatives + 1;
  const report = (done: number) => onProgress?.({ done, total } satisfies Progress);
  const scores = await donorScores(test, members, options, report);
  const pause = eventLoopYielder();
  const found: RegionSignificance[] = [];
  for (const { name, rows } of scores) {
    found.push(
      await testedRegions(name, rows, units, { members, inputShape, permutations, level, seed }, () =>
        checkpoint({ signal, pause }),
      ),
    );
  }
  report(total);
  return found;
}

interface Setting {
  readonly members: RegionMembers;
  readonly inputShape: readonly number[];
  readonly permutations: number;
  readonly level: number;
  readonly seed: number;
}

async function testedRegions(
  name: string,
  rows: readonly Float64Array[],
  units: LabelUnits,
  { members, inputShape, permutations, level, seed }: Setting,
  pause: () => Promise<void>,
): Promise<RegionSignificance> {
  const { labels, sizes, regionOf } = members;
  const statisticsOf = studentised(rows, units);
  const [own, others] = [new Float64Array(labels.length), new Float64Array(labels.length)];
  statisticsOf(units.labels, own);
  const extreme = new Float64Array(labels.length);
  const { count, isExact, smallestP, each } = labellings(units, permutations, seed);
  await each(async (permuted) => {
    await pause();
    statisticsOf(permuted, others);
    for (const [r, other] of others.entries()) {
      if (other >= (own[r] ?? 0) * (1 - ROUNDING)) extreme[r] = (extreme[r] ?? 0) + 1;
    }
  });
  const p = extreme.map((value) => (isExact ? value / count : (1 + value) / (1 + count)));
  const q = benjaminiHochberg(p);
  const effects = meanDifferences(rows, units);
  const regions = labels.map((label, r) => ({
    label,
    effect: effects[r] ?? Number.NaN,
    p: p[r] ?? 1,
    q: q[r] ?? 1,
  }));
  const map = Float32Array.from(regionOf, (r) => (effects[r] ?? Number.NaN) / (sizes[r] ?? 1));
  const significant = Uint8Array.from(regionOf, (r) => ((q[r] ?? 1) <= level ? 1 : 0));
  return {
    name,
    regions,
    map: ndarray(map, [...inputShape]),
    significant: ndarray(significant, [...inputShape]),
    smallestP,
    permutations: count,
    isExact,
  };
}

function donorCount(
  caller: string,
  side: 'positives' | 'negatives',
  donors: NdArray,
  inputShape: readonly number[],
): number {
  checkNdarray(`${caller}, ${side}`, donors);
  checkShape(caller, side, donors.shape, ['n', ...inputShape]);
  const [count = 0] = donors.shape;
  if (count > 0) return count;
  throw invalidArgument(`${caller}: expected at least one donor in ${side}; got none.`);
}
