import type { ConceptScore, Run } from '@csm/core';
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
import { completenessGaps, sumOfFeatures } from './completeness.js';

/** How many steps, and when they are enough. */
export interface StepLimits {
  readonly steps: number;
  readonly maxSteps: number;
  /** Largest completeness gap, as a share of the difference of scores. */
  readonly tolerance: number;
}

/** What float32 arithmetic leaves of a sum, as a share of what is summed: no gap can be asked to be smaller. */
const RESOLUTION = 1e-6;

/**
 * Computes maps with twice the steps until each is complete within the tolerance, or the limit is reached. A map that is
 * complete stays as it is: what a sample gets does not depend on the samples or the scores beside it.
 *
 * @param compute maps for so many steps, each the caller's.
 * @param differences what each map should add up to; borrowed.
 */
export async function untilComplete(
  compute: (steps: number, run: Run) => Promise<Tensor[]>,
  { steps, maxSteps, tolerance }: StepLimits,
  scores: readonly ConceptScore[],
  differences: readonly Tensor1D[],
  run: Run,
): Promise<Tensor[]> {
  let maps: Tensor[] = [];
  /** For each score and sample, whether its map is still to be improved. */
  let open: boolean[][] = [];
  let share = 0;
  try {
    for (let n = steps; ; n = Math.min(2 * n, maxSteps)) {
      const [from, rest] = [share, 1 - share];
      // How many rounds there will be is not known: each takes half of what is left.
      const onProgress = run.onProgress && ((part: number) => run.onProgress!(from + (rest * part) / 2));
      const next = await compute(n, { ...run, onProgress });
      share += rest / 2;
      maps = open.length === 0 ? next : takeWhereOpen(maps, next, open);
      open = await stillOpen(maps, differences, tolerance);
      if (!open.some((samples) => samples.includes(true))) break;
      if (n >= maxSteps) {
        warn(scores, open, n, tolerance, run);
        break;
      }
    }
    run.onProgress?.(1);
    return maps;
  } catch (error) {
    dispose(maps);
    throw error;
  }
}

/** The new maps where they are open, else the old; takes over both. */
function takeWhereOpen(
  old: readonly Tensor[],
  next: readonly Tensor[],
  open: readonly boolean[][],
): Tensor[] {
  const taken = old.map((map, k) =>
    tidy(() => {
      const mask = tensor(open[k]!.map(Number), [map.shape[0]!, ...map.shape.slice(1).map(() => 1)]);
      return add(mul(next[k]!, mask), mul(map, sub(1, mask)));
    }),
  );
  dispose([...old, ...next]);
  return taken;
}

async function stillOpen(
  maps: readonly Tensor[],
  differences: readonly Tensor1D[],
  tolerance: number,
): Promise<boolean[][]> {
  const gaps = completenessGaps(maps, differences);
  const excess = gaps.map((gap, k) =>
    tidy(() => {
      const resolution = mul(sumOfFeatures(abs(maps[k]!)), RESOLUTION);
      const allowed = add(mul(abs(differences[k]!), tolerance), resolution);
      return reshape(sub(abs(gap), allowed), [-1]);
    }),
  );
  try {
    return await Promise.all(excess.map(async (e) => Array.from(await e.data(), (value) => value > 0)));
  } finally {
    dispose([...gaps, ...excess]);
  }
}

function warn(
  scores: readonly ConceptScore[],
  open: readonly boolean[][],
  steps: number,
  tolerance: number,
  { onWarning, firstSample = 0 }: Run,
): void {
  scores.forEach((score, k) => {
    const samples = open[k]!.flatMap((isOpen, i) => (isOpen ? [firstSample + i] : []));
    if (samples.length === 0) return;
    onWarning?.(
      `integratedGradients: after ${steps} steps the maps of "${score.name}" still miss completeness by more than ` +
        `${tolerance} of the score's difference, for sample${samples.length > 1 ? 's' : ''} ${samples.join(', ')}. ` +
        'Allow more with maxSteps, or look at completenessGaps.',
    );
  });
}
