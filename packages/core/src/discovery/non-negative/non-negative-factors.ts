import {
  checkCount,
  checkOneOf,
  checkPositive,
  checkRequiredOptions,
  checkSeed,
  checkWatchers,
  dot,
  eventLoopYielder,
  invalidArgument,
  keyedRandom,
  type Progress,
  shown,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkpoint, type Run } from '../../explain/run.js';
import { bySize, describedLatents, nameOf } from '../described-latents.js';
import type { DiscoveredConcepts } from '../discovered-concepts.js';
import { latentRows } from '../latent-rows.js';
import { alternatingLeastSquares, type Factors } from './alternating-least-squares.js';
import { nonNegativeScore, solvedCodes } from './non-negative-score.js';

/** Options of {@link nonNegativeFactors}. */
export interface NonNegativeFactorsOptions {
  /** The number of factors. */
  readonly count: number;
  /**
   * `'non-negative'`: the directions have no negative components, and neither may the latents, as after a ReLU. `'signed'`: for latents of any sign,
   * such as those of a VAE; only the codes are not negative, and they describe the distance to the mean latent. Default `'non-negative'`.
   */
  readonly directions?: 'non-negative' | 'signed' | undefined;
  /**
   * How strongly few and small codes are preferred, s ≥ 0: the error is Σ‖z − offset − Σⱼ aⱼ dⱼ‖² + 2 s ρ Σⱼ aⱼ, with ρ the root mean square of
   * ‖z − offset‖. Default 0; 0.1 for signed directions, which are not determined without it.
   */
  readonly sparsity?: number | undefined;
  /** How many random starts are made; the factors with the smallest error are returned. Default 3. */
  readonly restarts?: number | undefined;
  /** A start stops if an iteration lowers the error by less than this share of Σ‖z − offset‖². Default 1e-5. */
  readonly tolerance?: number | undefined;
  /** Iterations after which a start stops in any case. Default 500. */
  readonly iterations?: number | undefined;
  /** Default 0. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each start. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Default of `sparsity` for signed directions. */
const SIGNED_SPARSITY = 0.1;

/**
 * Finds concepts by non-negative matrix factorisation: z ≈ offset + Σⱼ aⱼ dⱼ with codes aⱼ ≥ 0, so that concepts are present to some degree or
 * absent. Directions have length 1. If they have no negative components either, concepts never cancel each other; with `directions: 'signed'`,
 * `sparsity` keeps opposite directions from doing so (non-negative sparse coding).
 *
 * The factors minimise Σ‖z − offset − Σⱼ aⱼ dⱼ‖², and with `sparsity` the sum of the codes, by hierarchical alternating least squares; the offset is 0,
 * or the mean latent for signed directions. The code of a latent is the exact minimum for these directions, so the scores of `explain` are the codes
 * themselves; they are piecewise linear in the latent, and LRP and DeepLIFT reject them. Each score reads the latents on the host.
 *
 * The factors depend on the random start: compare several seeds with `conceptStability`.
 *
 * Sources: Lee & Seung 1999 (Nature 401); Ding, Li & Jordan 2010 (IEEE TPAMI 32) for signed directions; Hoyer 2002 (arXiv cs/0202009) for
 * sparsity; Cichocki & Phan 2009 for the algorithm; Fel et al. 2023 (arXiv 2211.10154, CRAFT) for its use to find concepts. Costs O(n L count) per iteration for n latents of L numbers.
 *
 * @param latents `[n, latentSize]`, as `encode` returns them.
 * @throws if the latents are fewer than two, not finite, all equal, or negative without `directions: 'signed'`; if an option is invalid.
 *
 * @example
 * const found = await nonNegativeFactors(latents, { count: 16, directions: 'signed' });
 * const maps = await explain(encoder, found.scores, images, gradient());
 * @category Discover concepts
 */
export async function nonNegativeFactors(
  latents: NdArray,
  options: NonNegativeFactorsOptions,
): Promise<DiscoveredConcepts> {
  const caller = 'nonNegativeFactors';
  checkRequiredOptions<NonNegativeFactorsOptions>(caller, options, {
    count: true,
    directions: true,
    sparsity: true,
    restarts: true,
    tolerance: true,
    iterations: true,
    seed: true,
    signal: true,
    onProgress: true,
  });
  checkWatchers(caller, options);
  const { count, directions: kind = 'non-negative', restarts = 3, seed = 0, signal, onProgress } = options;
  const { tolerance = 1e-5, iterations = 500 } = options;
  checkCount(caller, 'count', count);
  checkOneOf(caller, 'directions', kind, ['non-negative', 'signed']);
  const signed = kind === 'signed';
  const { sparsity = signed ? SIGNED_SPARSITY : 0 } = options;
  checkPositive(caller, 'sparsity', sparsity, { orZero: true });
  checkCount(caller, 'restarts', restarts);
  checkPositive(caller, 'tolerance', tolerance);
  checkCount(caller, 'iterations', iterations);
  checkSeed(caller, seed);
  const found = latentRows(caller, latents);
  if (!signed) checkNotNegative(caller, found.rows);
  const offset = signed ? found.mean : new Float64Array(found.mean.length);
  const centred = found.rows.map((row) => row.map((value, k) => value - offset[k]!));
  const run = { signal, pause: eventLoopYielder() };
  const squares = centred.reduce((sum, row) => sum + dot(row, row, row.length), 0);
  const penalty = sparsity * Math.sqrt(squares / centred.length);
  const settings = { signed, penalty, tolerance, iterations, pause: () => checkpoint(run) };
  let best: Factors | undefined;
  for (let start = 0; start < restarts; start++) {
    const random = keyedRandom(caller, seed, start);
    const initial = randomFactors(centred.length, count, offset.length, signed, random);
    const next = await alternatingLeastSquares(centred, initial.codes, initial.directions, settings);
    if (best === undefined || next.error < best.error) best = next;
    onProgress?.({ done: start + 1, total: restarts });
  }
  const directions = sortedDirections(best!);
  if (directions.length < count) {
    throw invalidArgument(
      `${caller}: count must be at most the number of factors that the latents need, ${directions.length}; got ${count}.`,
    );
  }
  return factorConcepts(found, directions, offset, penalty, run);
}

function factorConcepts(
  found: ReturnType<typeof latentRows>,
  directions: readonly Float64Array[],
  offset: Float64Array,
  penalty: number,
  run: Run,
): Promise<DiscoveredConcepts> {
  const method = 'NMF';
  const gram = directions.map((a) => Float64Array.from(directions, (b) => dot(a, b, a.length)));
  const solved = { directions, offset, gram, penalty };
  const scores = directions.map((_, j) => nonNegativeScore(nameOf(method, j), j, solved));
  const codes = async (rows: readonly Float64Array[], own: Run) => {
    const made: Float64Array[] = [];
    for (const row of rows) {
      made.push(solvedCodes(solved, row).values);
      if (made.length % 16 === 0) await checkpoint(own);
    }
    return made;
  };
  return describedLatents(found, { method, directions, offset, scores, codes }, run);
}

/** The directions with any code, sorted by what they contribute. */
function sortedDirections({ codes, directions }: Factors): Float64Array[] {
  return bySize(codes, directions)
    .filter((j) => codes.some((code) => code[j]! > 0))
    .map((j) => directions[j]!);
}

/** Codes of 0, which the first iteration replaces, and random directions. */
function randomFactors(
  examples: number,
  count: number,
  size: number,
  signed: boolean,
  random: () => number,
): { codes: Float64Array[]; directions: Float64Array[] } {
  return {
    codes: Array.from({ length: examples }, () => new Float64Array(count)),
    directions: Array.from({ length: count }, () =>
      Float64Array.from({ length: size }, () => (signed ? 2 * random() - 1 : random())),
    ),
  };
}

function checkNotNegative(caller: string, rows: readonly Float64Array[]): void {
  for (const [i, row] of rows.entries()) {
    const negative = row.find((value) => value < 0);
    if (negative === undefined) continue;
    throw invalidArgument(
      `${caller}: latents must not be negative; that of example ${i} has ${shown(negative)}; take a layer after a ReLU, or pass ` +
        "{ directions: 'signed' }.",
    );
  }
}
