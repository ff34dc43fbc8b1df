import type { ConceptScore } from '@csm/core';
import { type Attribution, disposeAttribution, type Run } from '@csm/core/extend';
import { abs, add, mul, stack, sub, sum, type Tensor, type Tensor1D, tidy } from '@tensorflow/tfjs-core';
import { zip } from '../checks/zip.js';
import { sumOfFeatures } from './completeness.js';

/** The largest completeness gap without a warning, as a share of the difference of scores. */
const SHARE = 0.05;

/**
 * The rounding error of a float32 map's sum and of its score, as a share of the numbers that are added; a smaller gap
 * gives no warning, however small the difference of scores.
 */
const ROUNDING = 1e-5;

/** The functions that have been warned: `explain` has one per call, which wrappers pass on to the inner method. */
const warned = new WeakSet<(message: string) => void>();

/**
 * Warns if the sum of a map misses the difference of scores d by more than 5 %: if |gap| > 0.05 |d| + 1e-5 (Σ |map| +
 * Σᵢ |zᵢ ∂s/∂zᵢ|), where the second term is the rounding error in float32. One warning per `run.onWarning`, about the
 * map with the largest gap relative to what is allowed, so that a call with many batches and draws gives one warning.
 *
 * Reads a few numbers per map to the host; no extra pass.
 * @returns the attribution, which is disposed if the function rejects.
 * @param remedy what to do, as the end of the sentence.
 */
export async function warnOfGaps(
  caller: string,
  scores: readonly ConceptScore[],
  attribution: Attribution,
  run: Run,
  remedy: () => string,
): Promise<Attribution> {
  try {
    await warn(caller, scores, attribution, run, remedy);
    return attribution;
  } catch (error) {
    disposeAttribution(attribution);
    throw error;
  }
}

async function warn(
  caller: string,
  scores: readonly ConceptScore[],
  { maps, latent, completenessGaps }: Attribution,
  { onWarning, firstSample = 0 }: Run,
  remedy: () => string,
): Promise<void> {
  if (onWarning === undefined || completenessGaps === undefined || warned.has(onWarning)) return;
  const numbers = tidy(() =>
    stack(
      zip(zip(maps, completenessGaps), scores).flatMap(([[map, gap], score]) => {
        const total = sumOfFeatures(map);
        const added = sumOfFeatures(abs(map));
        const terms = latent && sum(abs(mul(latent, score.cotangent(latent))), 1);
        const size: Tensor = terms ? add(added, terms) : added;
        return [total, sub(total, gap), size as Tensor1D];
      }),
    ),
  );
  const [, batch = 0] = numbers.shape;
  const values = await numbers.data().finally(() => numbers.dispose());
  let worst = { excess: 1, text: '' };
  for (const [k, { name }] of scores.entries()) {
    for (let i = 0; i < batch; i++) {
      const [total = 0, difference = 0, size = 0] = [0, 1, 2].map((row) => values[(3 * k + row) * batch + i]);
      const gap = Math.abs(total - difference);
      const excess = gap / (SHARE * Math.abs(difference) + ROUNDING * size);
      if (!(excess > worst.excess)) continue;
      const percent =
        difference === 0 ? '' : `, a gap of ${Math.round((100 * gap) / Math.abs(difference))} %`;
      const text =
        `the map of "${name}" for sample ${firstSample + i} should add up to ${shown(difference)}, but its sum is ` +
        `${shown(total)}${percent}`;
      worst = { excess, text };
    }
  }
  if (worst.text === '') return;
  warned.add(onWarning);
  onWarning(
    `${caller}: ${worst.text}; other maps may be incomplete too (see completenessGaps); ${remedy()}.`,
  );
}

const shown = (value: number): string => `${Number(value.toPrecision(3))}`;
