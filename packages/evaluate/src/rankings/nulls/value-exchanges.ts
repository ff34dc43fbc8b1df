import {
  checkOptions,
  checkPositive,
  cholesky,
  invalidArgument,
  keyedRandom,
  shown,
  solveCholesky,
} from '@csm/base';
import { latentRows } from '../../concepts/latent-rows.js';
import type { ValueExamples } from '../../concepts/value-examples.js';
import type { ExchangedDirection, Exchanges } from './exchanges.js';
import { quadraticForm } from './labelled-differences.js';
import { checkIds, type ValueUnits, valueUnits } from './value-units.js';

/** How numbers or labels are exchanged. */
export interface ExchangeDesign {
  readonly unit: 'cell' | 'donor';
  readonly permutations: number;
  readonly seed: number;
  readonly pause: () => Promise<void>;
}

/**
 * Exchanged numbers: the directions w of ridge regressions of the number y, w = P Σ ỹ_i z̃_i with P = (Σ z̃ z̃ᵀ + λ)⁻¹. The tilde is the
 * deviation from the mean of the block. The attribution w · a is Σ ỹ_i x_i with x_i = z̃_i · P a, so its statistic is
 * the studentised correlation of y with x, (Σ ỹ x)² / Σ (ỹ x)², over units. The squares allow for a spread of x that depends
 * on y. P does not depend on y, so it is the same for all exchanges.
 *
 * Source: DiCiccio & Romano 2017 (doi 10.1080/01621459.2016.1202117) for permuting with this statistic.
 */
export async function valueExchanges(
  caller: string,
  examples: ValueExamples,
  latentSize: number,
  { unit, permutations, seed, pause }: ExchangeDesign,
): Promise<Exchanges> {
  const { rows, values, groups, strata, ridge } = checkedExamples(caller, examples, latentSize, unit);
  const units = valueUnits(caller, values, { groups, strata }, unit);
  const { given, vectors, sizes, blocks } = await regressedUnits(caller, rows, values, units, ridge, pause);
  const directionOf = (numbers: Float64Array): ExchangedDirection => {
    const factors = centredFactors(numbers, sizes, blocks, units.isFlipped);
    const [vector, covariance] = [new Float64Array(latentSize), triangle(latentSize)];
    for (const [u, row] of vectors.entries()) {
      for (let l = 0; l < latentSize; l++) vector[l]! += factors[u]! * row[l]!;
      addSquare(covariance, row, factors[u]! ** 2);
    }
    return {
      vector,
      square: (attribution, perGene, at, floor) =>
        attribution ** 2 / Math.max(quadraticForm(covariance, perGene, at, latentSize), floor),
    };
  };
  const spread = triangle(latentSize);
  const mean = centredFactors(given, sizes, blocks, units.isFlipped).reduce((sum, f) => sum + f * f, 0);
  for (const row of vectors) addSquare(spread, row, mean / vectors.length);
  return {
    ...{ rows, what: 'the regression direction', spread, isExact: false, count: permutations },
    smallestP: Math.max(1 / (1 + permutations), leastP(given, blocks, units.isFlipped)),
    given: directionOf(given),
    each: async (visit) => {
      for (let k = 0; k < permutations; k++) {
        const drawn = exchanged(given, blocks, units.isFlipped, keyedRandom('exchanged values', seed, k));
        await visit(
          directionOf(drawn),
          drawn.every((value, u) => value === given[u]),
        );
      }
    },
  };
}

/** The examples that have a number. */
function checkedExamples(
  caller: string,
  examples: ValueExamples,
  latentSize: number,
  unit: 'cell' | 'donor',
): { rows: Float32Array[]; values: Float64Array } & Pick<ValueExamples, 'groups' | 'strata'> & {
    ridge: number;
  } {
  checkOptions<ValueExamples>(caller, examples, {
    latents: true as never,
    values: true as never,
    groups: true,
    strata: true,
    ridge: true,
  });
  const { latents, values, groups, strata, ridge = 0.01 } = examples;
  checkPositive(caller, 'ridge', ridge, { orZero: true });
  const rows = latentRows(caller, latents, latentSize);
  if (values?.length !== rows.length) {
    throw invalidArgument(
      `${caller}: expected one value per latent; got ${shown(values?.length)} values and ${rows.length} latents.`,
    );
  }
  checkIds(caller, 'groups', groups, rows.length);
  checkIds(caller, 'strata', strata, rows.length);
  if (unit === 'donor' && groups === undefined) {
    throw invalidArgument(`${caller}: unit 'donor' needs the donors of the examples; pass them as groups.`);
  }
  const numbers = Float64Array.from(values);
  const kept = [...numbers.keys()].filter((i) => !Number.isNaN(numbers[i]));
  const infinite = kept.find((i) => !Number.isFinite(numbers[i]));
  if (infinite !== undefined) {
    throw invalidArgument(
      `${caller}: values must be finite numbers, or NaN where missing; got ${numbers[infinite]}.`,
    );
  }
  if (new Set(kept.map((i) => numbers[i])).size < 2) {
    throw invalidArgument(
      `${caller}: expected values that are not all equal; got ${kept.length} of ${numbers.length}.`,
    );
  }
  return {
    rows: kept.map((i) => rows[i]!),
    values: Float64Array.from(kept, (i) => numbers[i]!),
    groups: groups && kept.map((i) => groups[i]!),
    strata: strata && kept.map((i) => strata[i]!),
    ridge,
  };
}

interface RegressedUnits {
  /** The number of each unit; 1 for one that changes its sign. */
  readonly given: Float64Array;
  /** P z̃ of the unit; P Σ ỹ z̃ for one that changes its sign. */
  readonly vectors: readonly Float64Array[];
  readonly sizes: Float64Array;
  /** The units of each block. */
  readonly blocks: readonly (readonly number[])[];
}

async function regressedUnits(
  caller: string,
  rows: readonly Float32Array[],
  values: Float64Array,
  { unitOf, blockOf, weights, isFlipped }: ValueUnits,
  ridge: number,
  pause: () => Promise<void>,
): Promise<RegressedUnits> {
  const size = rows[0]?.length ?? 0;
  const latents = withoutMeans(rows, blockOf, weights);
  const numbers = withoutMeans(
    Array.from(values, (value) => [value]),
    blockOf,
    weights,
  );
  const gram = Array.from({ length: size }, () => new Float64Array(size));
  for (const [i, row] of latents.entries()) {
    for (let l = 0; l < size; l++) {
      for (let k = 0; k <= l; k++) gram[l]![k]! += weights[i]! * row[l]! * row[k]!;
    }
  }
  const trace = gram.reduce((sum, row, l) => sum + row[l]!, 0);
  for (const [l, row] of gram.entries()) row[l]! += (ridge * trace) / size;
  await cholesky(gram, pause);
  if (gram.some((row, l) => !(row[l]! ** 2 > 1e-12 * trace))) {
    throw invalidArgument(
      `${caller}: the direction is not determined by ${rows.length} examples of ${size} numbers; pass a larger ridge, such as 0.01, or more examples.`,
    );
  }
  const count = isFlipped.length;
  const [sums, sizes] = [isFlipped.map(() => new Float64Array(size)), new Float64Array(count)];
  const given = new Float64Array(count).fill(1);
  const blocks: number[][] = [];
  for (const [i, row] of latents.entries()) {
    const unit = unitOf[i]!;
    if (sizes[unit] === 0) blocks[blockOf[i]!] = [...(blocks[blockOf[i]!] ?? []), unit];
    sizes[unit]! += weights[i]!;
    const factor = weights[i]! * (isFlipped[unit] ? numbers[i]![0]! : 1);
    if (!isFlipped[unit]) given[unit] = values[i]!;
    for (let l = 0; l < size; l++) sums[unit]![l]! += factor * row[l]!;
  }
  const vectors = sums.map((sum) => solveCholesky(gram, sum));
  return { given, vectors, sizes, blocks };
}

/** Each row minus the weighted mean of its block. */
function withoutMeans(
  rows: readonly ArrayLike<number>[],
  blockOf: Int32Array,
  weights: Float64Array,
): Float64Array[] {
  const size = rows[0]?.length ?? 0;
  const means: Float64Array[] = [];
  const totals: number[] = [];
  for (const [i, row] of rows.entries()) {
    const block = blockOf[i]!;
    means[block] ??= new Float64Array(size);
    totals[block] = (totals[block] ?? 0) + weights[i]!;
    for (let l = 0; l < size; l++) means[block]![l]! += weights[i]! * row[l]!;
  }
  return rows.map((row, i) => {
    const block = blockOf[i]!;
    return means[block]!.map((sum, l) => row[l]! - sum / totals[block]!);
  });
}

/** The number of each unit minus the mean of its block; the sign of one that changes it. */
function centredFactors(
  numbers: Float64Array,
  sizes: Float64Array,
  blocks: readonly (readonly number[])[],
  isFlipped: readonly boolean[],
): Float64Array {
  const factors = numbers.slice();
  for (const block of blocks) {
    const members = block.filter((unit) => !isFlipped[unit]);
    let [sum, weight] = [0, 0];
    for (const unit of members) {
      sum += sizes[unit]! * numbers[unit]!;
      weight += sizes[unit]!;
    }
    for (const unit of members) factors[unit]! -= sum / weight;
  }
  return factors;
}

/** Exchanges the numbers of the units of each block, and draws the signs of others. */
function exchanged(
  given: Float64Array,
  blocks: readonly (readonly number[])[],
  isFlipped: readonly boolean[],
  random: () => number,
): Float64Array {
  const drawn = given.slice();
  for (const block of blocks) {
    for (let k = block.length - 1; k >= 0; k--) {
      const unit = block[k]!;
      if (isFlipped[unit]) {
        drawn[unit] = random() < 0.5 ? -1 : 1;
        continue;
      }
      const other = block[Math.floor(random() * (k + 1))]!;
      [drawn[unit], drawn[other]] = [drawn[other]!, drawn[unit]!];
    }
  }
  return drawn;
}

/** 1 / the number of different exchanges; 2 / it if only signs change, because the opposite of an exchange has the same statistic. */
function leastP(
  given: Float64Array,
  blocks: readonly (readonly number[])[],
  isFlipped: readonly boolean[],
): number {
  let exchanges = 1;
  for (const block of blocks) {
    const seen = new Map<number, number>();
    for (const [k, unit] of block.entries()) {
      const ties = (seen.get(given[unit]!) ?? 0) + 1;
      seen.set(given[unit]!, ties);
      exchanges *= isFlipped[unit] ? 2 : (k + 1) / ties;
    }
  }
  return (isFlipped.every(Boolean) ? 2 : 1) / exchanges;
}

const triangle = (size: number) => new Float64Array((size * (size + 1)) / 2);

/** Adds f x xᵀ to a lower triangle. */
function addSquare(lower: Float64Array, row: Float64Array, factor: number): void {
  for (let l = 0, at = 0; l < row.length; l++) {
    for (let k = 0; k <= l; k++, at++) lower[at]! += factor * row[l]! * row[k]!;
  }
}
