import { difference, OTHER_SHAPE, SAME_SHAPE, scales } from './latent-difference.js';
import { roundedOtherwise } from './probe-samples.js';

/** Encodes a few samples as one batch. */
export type RunProbe = (
  samples: readonly Float32Array[],
) => Promise<{ readonly latents: readonly Float32Array[]; readonly draws: number }>;

/** What a probe found. */
export type Finding =
  /** `alone`: the latents are the same each time; `batch`: they also do not depend on the rest of the batch or on their place in it. */
  | { readonly is: 'alone' | 'batch' }
  /** `random`: two equal calls differ; `mixing`: a latent depends on the rest of the batch or on its place in it. */
  | { readonly is: 'random' | 'mixing'; readonly relative: number }
  /** The latents are not finite, so that they cannot be compared. */
  | { readonly is: 'unknown' };

/** How often an encoder that calls `Math.random` is run again: dropout at a small rate often drops nothing. */
const REPETITIONS_OF_DRAWS = 64;
const REPETITIONS = 4;

/** How much a latent may differ in another batch, relative to the effect of a change in the input's last bits. */
const ROUNDING = 100;

/** Runs a sample alone, twice. */
export async function probeAlone(run: RunProbe, sample: Float32Array): Promise<Finding> {
  const batch = [sample];
  const { latents, draws } = await run(batch);
  if (!areFinite(latents)) return { is: 'unknown' };
  const random = await randomness(run, batch, latents, draws > 0 ? REPETITIONS_OF_DRAWS : 1);
  return random ?? { is: 'alone' };
}

/**
 * Runs a sample alone, next to another, and the other next to itself: three passes of five samples together. More passes follow
 * only if latents differ, or if random numbers were drawn.
 */
export async function probeInBatch(
  run: RunProbe,
  [first, second]: readonly [Float32Array, Float32Array],
): Promise<Finding> {
  const alone = await run([first]);
  const pair = await run([first, second]);
  const twice = await run([second, second]);
  const latents = [...alone.latents, ...pair.latents, ...twice.latents];
  if (!areFinite(latents)) return { is: 'unknown' };
  const [a = [], inPair = [], afterFirst = [], inFront = [], afterItself = []] = latents;
  const scale = scales(latents);
  const byNeighbour = difference(afterFirst, afterItself, scale, SAME_SHAPE);
  const bySize = difference(a, inPair, scale, OTHER_SHAPE);
  const byPlace = difference(inFront, afterItself, scale, OTHER_SHAPE);
  const draws = alone.draws + pair.draws + twice.draws > 0;
  const suspicious = byNeighbour ?? bySize ?? byPlace;
  if (draws || suspicious) {
    const times = draws ? REPETITIONS_OF_DRAWS : REPETITIONS;
    const random = await randomness(run, [first, second], pair.latents, times);
    if (random) return random;
  }
  if (byNeighbour) return { is: 'mixing', relative: byNeighbour.relative };
  if (bySize && (await isAboveRounding(run, first, [a, inPair], bySize.dimension))) {
    return { is: 'mixing', relative: bySize.relative };
  }
  if (byPlace && (await isAboveRounding(run, second, [inFront, afterItself], byPlace.dimension))) {
    return { is: 'mixing', relative: byPlace.relative };
  }
  return { is: 'batch' };
}

/** Whether two latents of a sample differ by more than a change in the sample's last bits explains. */
async function isAboveRounding(
  run: RunProbe,
  sample: Float32Array,
  [one, other]: readonly [ArrayLike<number>, ArrayLike<number>],
  dimension: number,
): Promise<boolean> {
  const before = await run([sample]);
  const after = await run([roundedOtherwise(sample)]);
  const change = (after.latents[0]?.[dimension] ?? 0) - (before.latents[0]?.[dimension] ?? 0);
  return Math.abs((one[dimension] ?? 0) - (other[dimension] ?? 0)) > ROUNDING * Math.abs(change);
}

/** Whether finite latents are equal, up to rounding. */
export function sameLatents(a: readonly Float32Array[], b: readonly Float32Array[]): boolean {
  const scale = scales([...a, ...b]);
  return areFinite([...a, ...b]) && !a.some((row, i) => difference(row, b[i] ?? [], scale, SAME_SHAPE));
}

/** Runs a batch again and compares. */
async function randomness(
  run: RunProbe,
  batch: readonly Float32Array[],
  before: readonly Float32Array[],
  times: number,
): Promise<Finding | undefined> {
  for (let i = 0; i < times; i++) {
    const { latents } = await run(batch);
    const scale = scales([...before, ...latents]);
    for (const [row, latent] of latents.entries()) {
      const found = difference(latent, before[row] ?? [], scale, SAME_SHAPE);
      if (found) return { is: 'random', relative: found.relative };
    }
  }
  return undefined;
}

function areFinite(latents: readonly Float32Array[]): boolean {
  return latents.every((row) => row.every(Number.isFinite));
}
