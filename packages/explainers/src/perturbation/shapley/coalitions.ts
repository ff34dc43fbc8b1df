/** A set of features that are kept, and its weight in the regression. */
export interface Coalition {
  readonly kept: Uint8Array;
  readonly weight: number;
}

/** Random draws may repeat coalitions; at most this many are made per coalition that is wanted. */
const MOST_DRAWS = 4;

/**
 * Coalitions for KernelSHAP, without the empty and the full one. Their weights are those of the Shapley kernel, (M − 1) / (C(M, k)
 * k (M − k)) for k of M features, divided by the sum of all. Every coalition comes with its complement.
 *
 * If there are at most `samples` coalitions, all are used. Otherwise those of one feature and of all but one are, then those
 * of two, and so on, as long as a random draw would be expected to find each of them; the weight that is left is given to random
 * coalitions of the other sizes, by the number of times that they are drawn.
 * @param count number of features, at least 2.
 * @param samples at least `2 · count`, or the number of all coalitions.
 */
export function coalitions(count: number, samples: number, random: () => number): Coalition[] {
  const found: Coalition[] = [];
  let sizes = pairedSizes(count);
  const all = 2 ** count - 2;
  for (const { size, share, subsets } of [...sizes]) {
    const left = sizes.reduce((sum, each) => sum + each.share, 0);
    const room = samples - found.length;
    const isComplete = all <= samples || size === 1 || (room * share) / left >= subsets;
    if (!isComplete) break;
    for (const kept of subsetsOf(count, size)) {
      found.push({ kept, weight: share / subsets });
      if (2 * size !== count) found.push({ kept: complement(kept), weight: share / subsets });
    }
    sizes = sizes.slice(1);
  }
  return [...found, ...drawn(count, samples - found.length, sizes, random)];
}

/** The coalitions of k and of M − k features. */
interface PairedSize {
  readonly size: number;
  /** Their part of the weight of all coalitions. */
  readonly share: number;
  /** Their number, which may be infinite in floating point. */
  readonly subsets: number;
}

function pairedSizes(count: number): PairedSize[] {
  const sizes = Array.from({ length: Math.floor(count / 2) }, (_, i) => i + 1);
  const sides = (size: number) => (2 * size === count ? 1 : 2);
  const weight = (size: number) => (sides(size) * (count - 1)) / (size * (count - size));
  const total = sizes.reduce((sum, size) => sum + weight(size), 0);
  return sizes.map((size) => ({
    size,
    share: weight(size) / total,
    subsets: sides(size) * binomial(count, size),
  }));
}

function binomial(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= k; i++) product = (product * (n - k + i)) / i;
  return Math.round(product);
}

/** All sets of `size` of the features, in lexicographic order. */
function* subsetsOf(count: number, size: number): Generator<Uint8Array> {
  const members = Array.from({ length: size }, (_, i) => i);
  for (;;) {
    const kept = new Uint8Array(count);
    for (const member of members) kept[member] = 1;
    yield kept;
    let at = size - 1;
    while (at >= 0 && members[at] === count - size + at) at--;
    if (at < 0) return;
    const next = (members[at] ?? 0) + 1;
    for (let i = at; i < size; i++) members[i] = next + i - at;
  }
}

/** Random pairs of a coalition and its complement. */
function drawn(
  count: number,
  samples: number,
  sizes: readonly PairedSize[],
  random: () => number,
): Coalition[] {
  const pairs = Math.floor(samples / 2);
  const times = new Map<string, { kept: Uint8Array; draws: number }>();
  const left = sizes.reduce((sum, { share }) => sum + share, 0);
  let draws = 0;
  while (times.size < pairs && draws < MOST_DRAWS * pairs && sizes.length > 0) {
    const kept = randomSubset(count, drawnSize(sizes, left * random()), random);
    // A pair is known by its coalition without the first feature.
    const first = kept[0] === 1 ? complement(kept) : kept;
    const key = first.join('');
    times.set(key, { kept: first, draws: (times.get(key)?.draws ?? 0) + 1 });
    draws += 1;
  }
  return [...times.values()].flatMap(({ kept, draws: own }) => {
    const weight = (left * own) / (2 * draws);
    return [
      { kept, weight },
      { kept: complement(kept), weight },
    ];
  });
}

function drawnSize(sizes: readonly PairedSize[], at: number): number {
  let sum = 0;
  for (const { size, share } of sizes) {
    sum += share;
    if (at < sum) return size;
  }
  return sizes.at(-1)?.size ?? 1;
}

/** A set of `size` of the features: the first ones of a random order. */
function randomSubset(count: number, size: number, random: () => number): Uint8Array {
  const order = Array.from({ length: count }, (_, i) => i);
  const kept = new Uint8Array(count);
  for (let i = 0; i < size; i++) {
    const other = i + Math.floor(random() * (count - i));
    const member = order[other] ?? 0;
    order[other] = order[i] ?? 0;
    kept[member] = 1;
  }
  return kept;
}

const complement = (kept: Uint8Array): Uint8Array => kept.map((value) => 1 - value);
