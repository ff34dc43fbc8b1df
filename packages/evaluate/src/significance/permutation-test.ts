import { dot, gramMatrix, keyedRandom, mean, meanOfRows, norm } from '@csm/base';
import { shuffle } from 'simple-statistics';
import type { ConceptExamples } from '../concepts/concept-examples.js';
import { differenceOfMeans } from '../concepts/difference-of-means.js';
import { type ExampleRows, exampleRows } from '../concepts/example-rows.js';
import { permutedLabels } from '../concepts/permuted-concepts.js';

/** The length of a concept vector, compared with those of vectors of permuted labels. */
export interface PermutationTest {
  /** Length of the concept vector, mean(positives) − mean(negatives). */
  readonly norm: number;
  /** Mean length of the vectors of permuted labels. */
  readonly permutedNorm: number;
  /** Permutation p-value: (1 + permutations at least as long) / (1 + permutations). */
  readonly p: number;
}

/**
 * Sums in another order are rounded differently, so lengths with a relative difference up to this value count as
 * equal.
 */
const ROUNDING = 1e-12;

/**
 * Tests the length of the difference of means against permuted labels.
 * @param pause awaited after each permutation.
 */
export async function permutationTest(
  caller: string,
  examples: ConceptExamples,
  samples: number,
  seed: number,
  pause: () => Promise<void>,
): Promise<PermutationTest> {
  const rows = exampleRows(caller, examples);
  const [latentSize, count] = [rows.positives[0]?.length ?? 0, rows.positives.length + rows.negatives.length];
  const isCheaper = count < Math.min(latentSize, 2 * samples);
  const lengthOf = isCheaper ? await lengthsByGram(rows, pause) : lengthsByMeans(rows);
  const length = lengthOf();
  const norms: number[] = [];
  for (let k = 0; k < samples; k++) {
    await pause();
    norms.push(lengthOf(keyedRandom('significance', seed, k)));
  }
  const extreme = norms.filter((other) => other >= length * (1 - ROUNDING)).length;
  return { norm: length, permutedNorm: mean(norms), p: (1 + extreme) / (1 + samples) };
}

/** The length of the difference of means, with the labels permuted if a source of random numbers is given. */
type Lengths = (random?: () => number) => number;

const lengthsByMeans =
  (rows: ExampleRows): Lengths =>
  (random) =>
    norm(differenceOfMeans(random ? permutedLabels(rows, random) : rows));

/**
 * The squared length is wᵀ K w, where K holds the dot products of the examples and w is 1 / n for positives and −1 / m for
 * negatives: the cost of a permutation does not depend on the latent size.
 */
async function lengthsByGram(
  { positives, negatives }: ExampleRows,
  pause: () => Promise<void>,
): Promise<Lengths> {
  const latents = [...positives, ...negatives];
  const offset = Float32Array.from(meanOfRows(latents, latents.length));
  const gram = await gramMatrix(latents, offset, pause);
  const labels = latents.map((_, i) => (i < positives.length ? 1 / positives.length : -1 / negatives.length));
  return (random) => {
    // The same permutation as that of the rows in permutedLabels.
    const order = random ? shuffle([...latents.keys()], random) : [...latents.keys()];
    const weights = new Float64Array(latents.length);
    for (const [at, i] of order.entries()) weights[i] = labels[at]!;
    const products = Float64Array.from(gram, (row) => dot(row, weights, row.length));
    return Math.sqrt(Math.max(0, dot(products, weights, weights.length)));
  };
}
