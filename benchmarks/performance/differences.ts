import { median } from '../rounds.js';
import type { Child } from './child.js';
import { valuesOf } from './exchange.js';
import type { Job } from './jobs/job.js';
import type { Difference, Entry } from './row.js';

/**
 * The largest difference that rounding explains in the median image. Single images may differ by more: where the input of a ReLU is nearly zero,
 * rounding decides its sign.
 */
const ROUNDING = 5e-3;

/**
 * Reads the maps of the last runs.
 * @param labels the entries that do the same work.
 * @returns how much the maps of the others differ from those of the first.
 * @throws if they differ by more than rounding can explain.
 */
export async function differencesOf(
  labels: readonly string[],
  children: ReadonlyMap<Entry, Child>,
): Promise<Record<string, Difference>> {
  const maps: [string, Float32Array][] = [];
  let images = 1;
  for (const [{ label, job }, child] of children) {
    if (!labels.includes(label)) continue;
    images = imagesOf(job);
    maps.push([label, await valuesOf(child)]);
  }
  const [[, first], ...others] = maps as [[string, Float32Array], ...[string, Float32Array][]];
  return Object.fromEntries(
    others.map(([label, map]) => {
      const found = difference(map, first, images);
      if (map.length === first.length && found.median <= ROUNDING) return [label, found];
      throw new Error(`benchmark: the maps of "${label}" differ by ${found.median} of their largest value.`);
    }),
  );
}

/** The largest difference in each image, relative to the largest value of its map: the median and maximum over images. */
function difference(map: Float32Array, first: Float32Array, images: number): Difference {
  const size = first.length / images;
  const shares = Array.from({ length: images }, (_, image) => {
    let [largest, most] = [0, 0];
    for (let i = image * size; i < (image + 1) * size; i++) {
      largest = Math.max(largest, Math.abs(first[i]!));
      most = Math.max(most, Math.abs(map[i]! - first[i]!));
    }
    return most / largest;
  });
  return { median: median(shares), largest: Math.max(...shares) };
}

/** How many maps a job computes; each is compared relative to its own largest value. */
function imagesOf(job: Job): number {
  switch (job.kind) {
    case 'gradient':
    case 'exported':
      return job.batch;
    case 'integrated gradients':
      return job.images;
    case 'concepts':
      return job.count;
    default:
      return 1;
  }
}
