import { keyedRandom } from '@csm/base';
import type { LabelUnits } from './label-units.js';

/** The labellings of a permutation test. */
export interface Labellings {
  /** Whether these are all labellings that the design allows, the given one included, instead of a random sample. */
  readonly isExact: boolean;
  readonly count: number;
  /** The smallest p-value that the test can have. */
  readonly smallestP: number;
  /** Calls `visit` with the labels of each; the array is reused. */
  readonly each: (visit: (labels: Uint8Array) => Promise<void>) => Promise<void>;
}

/** The units of one block and how many of them have the concept. */
interface Block {
  readonly units: readonly number[];
  readonly positives: number;
}

/**
 * All labellings that keep the number of positive units in each block, if there are at most `samples`; otherwise `samples`
 * random ones. A random labelling depends on the seed and its number only.
 */
export function labellings(units: LabelUnits, samples: number, seed: number): Labellings {
  const blocks = blocksOf(units);
  const total = blocks.reduce((product, block) => product * choose(block.units.length, block.positives), 1);
  const labels = new Uint8Array(units.labels.length);
  if (total <= samples) {
    // If each block has as many positives as negatives, exchanging both sides gives a labelling of the same statistic.
    const isMirrored = total > 1 && blocks.every((block) => 2 * block.positives === block.units.length);
    return {
      isExact: true,
      count: total,
      smallestP: (isMirrored ? 2 : 1) / total,
      each: (visit) => visitAll(blocks, labels, visit),
    };
  }
  return {
    isExact: false,
    count: samples,
    smallestP: 1 / (1 + samples),
    each: async (visit) => {
      for (let k = 0; k < samples; k++) {
        drawLabels(blocks, labels, keyedRandom('significance', seed, k));
        await visit(labels);
      }
    },
  };
}

/** Draws labels that keep the number of positive units in each block. */
export function drawnLabels(units: LabelUnits, random: () => number): Uint8Array {
  const labels = new Uint8Array(units.labels.length);
  drawLabels(blocksOf(units), labels, random);
  return labels;
}

function blocksOf({ blocks, labels }: LabelUnits): Block[] {
  const found: { units: number[]; positives: number }[] = [];
  for (const [unit, block] of blocks.entries()) {
    found[block] ??= { units: [], positives: 0 };
    found[block].units.push(unit);
    found[block].positives += labels[unit] ?? 0;
  }
  return found;
}

/** Draws the positives of each block without replacement. */
function drawLabels(blocks: readonly Block[], labels: Uint8Array, random: () => number): void {
  labels.fill(0);
  for (const { units, positives } of blocks) {
    const left = [...units];
    for (let k = 0; k < positives; k++) {
      const at = k + Math.floor(random() * (left.length - k));
      const drawn = left[at] ?? 0;
      left[at] = left[k] ?? 0;
      labels[drawn] = 1;
    }
  }
}

/** Visits the combinations of each block in turn. */
async function visitAll(
  blocks: readonly Block[],
  labels: Uint8Array,
  visit: (labels: Uint8Array) => Promise<void>,
): Promise<void> {
  labels.fill(0);
  const choosePositives = async (at: number, from: number, left: number): Promise<void> => {
    const block = blocks[at];
    if (block === undefined) return visit(labels);
    if (left === 0) return choosePositives(at + 1, 0, blocks[at + 1]?.positives ?? 0);
    for (let k = from; k <= block.units.length - left; k++) {
      const unit = block.units[k] ?? 0;
      labels[unit] = 1;
      await choosePositives(at, k + 1, left - 1);
      labels[unit] = 0;
    }
  };
  await choosePositives(0, 0, blocks[0]?.positives ?? 0);
}

/** The binomial coefficient; Infinity if it is above 1.8e308. */
function choose(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) product = Math.round((product * (n - i + 1)) / i);
  return product;
}
