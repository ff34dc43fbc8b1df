import type { Progress } from '@csm/core';
import type { Run } from '@csm/core/extend';
import {
  abs,
  add,
  dispose,
  mul,
  reshape,
  sub,
  type Tensor,
  type Tensor1D,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { zip } from '../checks/zip.js';
import { completenessGaps, sumOfFeatures } from './completeness.js';

/** The number of steps, and the completeness gap that is small enough. */
export interface StepLimits {
  readonly steps: number;
  readonly maxSteps: number;
  /** The largest completeness gap, as a share of the difference of scores. */
  readonly tolerance: number;
}

/** The rounding error of a float32 sum, as a share of the summed numbers; no gap can be smaller. */
const RESOLUTION = 1e-6;

/**
 * Doubles the steps until each map is complete within the tolerance, or the limit is reached. A complete map is not
 * computed again, so that a sample's map does not depend on the other samples and scores of its batch.
 *
 * @param compute computes maps for a number of steps; the caller must dispose each map.
 * @param differences the number to which each map should add up; borrowed.
 */
export async function integrateUntilComplete(
  compute: (steps: number, run: Run) => Promise<Tensor[]>,
  { steps, maxSteps, tolerance }: StepLimits,
  differences: readonly Tensor1D[],
  run: Run,
): Promise<Tensor[]> {
  let maps: Tensor[] = [];
  /** For each score and sample, whether its map is not yet complete. */
  let incomplete: boolean[][] = [];
  let share = 0;
  try {
    for (let n = steps; ; n = Math.min(2 * n, maxSteps)) {
      const [from, rest] = [share, 1 - share];
      // The number of rounds is not known, so each round reports half of the remaining progress.
      const onProgress = ({ done, total }: Progress) =>
        run.onProgress?.({ done: from + (rest * done) / total / 2, total: 1 });
      const next = await compute(n, { ...run, onProgress });
      share += rest / 2;
      maps = incomplete.length === 0 ? next : replaceIncomplete(maps, next, incomplete);
      incomplete = await findIncomplete(maps, differences, tolerance);
      if (n >= maxSteps || !incomplete.some((samples) => samples.includes(true))) break;
    }
    run.onProgress?.({ done: 1, total: 1 });
    return maps;
  } catch (error) {
    dispose(maps);
    throw error;
  }
}

/** The new map of each sample whose old map is incomplete, otherwise the old map; takes over both. */
function replaceIncomplete(
  old: readonly Tensor[],
  next: readonly Tensor[],
  incomplete: readonly boolean[][],
): Tensor[] {
  const replaced = zip(zip(old, next), incomplete).map(([[before, after], samples]) =>
    tidy(() => {
      const mask = tensor(samples.map(Number), [samples.length, ...before.shape.slice(1).map(() => 1)]);
      return add(mul(after, mask), mul(before, sub(1, mask)));
    }),
  );
  dispose([...old, ...next]);
  return replaced;
}

async function findIncomplete(
  maps: readonly Tensor[],
  differences: readonly Tensor1D[],
  tolerance: number,
): Promise<boolean[][]> {
  const gaps = completenessGaps(maps, differences);
  const excess = zip(zip(maps, gaps), differences).map(([[map, gap], difference]) =>
    tidy(() => {
      const resolution = mul(sumOfFeatures(abs(map)), RESOLUTION);
      const allowed = add(mul(abs(difference), tolerance), resolution);
      return reshape(sub(abs(gap), allowed), [-1]);
    }),
  );
  try {
    return await Promise.all(excess.map(async (e) => Array.from(await e.data(), (value) => value > 0)));
  } finally {
    dispose([...gaps, ...excess]);
  }
}
