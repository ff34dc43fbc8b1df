/** Iterations after which a start stops, converged or not. */
const MOST_ITERATIONS = 300;

/** How a run yields and reports. */
export interface KMeansRun {
  /** Awaited after about a million differences. */
  readonly pause: () => Promise<void>;
  /** Called after each start, with the number of finished starts. */
  readonly onStart: (done: number) => void;
}

/** A partition of points into clusters. */
interface Partition {
  /** The cluster of each point. */
  readonly labels: Int32Array;
  /** Sum of the squared distances between the points and the means of their clusters. */
  readonly inertia: number;
}

/**
 * k-means: the partition with the lowest inertia over several starts. Each start draws its centres by greedy k-means++
 * and then repeats Lloyd's two steps until no label changes. No cluster is empty.
 *
 * Sources: Lloyd 1982; Arthur & Vassilvitskii 2007, k-means++: The Advantages of Careful Seeding, which also proposes the
 * greedy form.
 *
 * @param points finite, all of one size; at least `count`.
 */
export async function kMeans(
  points: readonly Float64Array[],
  count: number,
  restarts: number,
  random: () => number,
  { pause, onStart }: KMeansRun,
): Promise<Int32Array> {
  let best: Partition | undefined;
  for (let start = 0; start < restarts; start++) {
    const other = await converged(points, await firstCentres(points, count, random, pause), pause);
    if (best === undefined || other.inertia < best.inertia) best = other;
    onStart(start + 1);
  }
  return best?.labels ?? new Int32Array(points.length);
}

/**
 * Greedy k-means++: each new centre is one of several points, drawn with a probability proportional to the squared distance
 * to the nearest centre so far; the one that leaves the smallest sum of these distances is taken.
 */
async function firstCentres(
  points: readonly Float64Array[],
  count: number,
  random: () => number,
  pause: () => Promise<void>,
): Promise<Float64Array[]> {
  const candidates = 2 + Math.floor(Math.log(count));
  const first = pointAt(points, Math.floor(random() * points.length));
  const centres = [first];
  let distances = await distancesTo(first, points, pause);
  while (centres.length < count) {
    const drawn: { centre: Float64Array; left: Float64Array; inertia: number }[] = [];
    for (let k = 0; k < candidates; k++) {
      const centre = pointAt(points, drawnIndex(distances, random()));
      const own = await distancesTo(centre, points, pause);
      const left = own.map((distance, i) => Math.min(distances[i] ?? 0, distance));
      drawn.push({ centre, left, inertia: sum(left) });
    }
    const best = drawn.reduce((a, b) => (b.inertia < a.inertia ? b : a));
    centres.push(best.centre);
    distances = best.left;
  }
  return centres;
}

async function distancesTo(
  centre: Float64Array,
  points: readonly Float64Array[],
  pause: () => Promise<void>,
): Promise<Float64Array> {
  const distances = new Float64Array(points.length);
  const part = partSize(centre.length);
  for (const [i, point] of points.entries()) {
    distances[i] = squaredDistance(point, centre);
    if (i % part === 0) await pause();
  }
  return distances;
}

/** The number of points after which a loop yields, if each takes this many differences. */
const partSize = (differences: number) => Math.ceil(1e6 / differences);

/** Repeats Lloyd's two steps: each point joins the nearest centre, and each centre moves to the mean of its points. */
async function converged(
  points: readonly Float64Array[],
  firstCentres: readonly Float64Array[],
  pause: () => Promise<void>,
): Promise<Partition> {
  let centres = firstCentres;
  let labels: Int32Array = new Int32Array(points.length).fill(-1);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const next = await nearestCentres(points, centres, pause);
    if (next.every((label, i) => label === labels[i])) break;
    labels = next;
    centres = meansOf(points, labels, centres.length);
  }
  const distances = points.map((point, i) => squaredDistance(point, pointAt(centres, labels[i] ?? 0)));
  return { labels, inertia: sum(distances) };
}

/** The nearest centre of each point. An empty cluster takes the point that is farthest from its own centre. */
async function nearestCentres(
  points: readonly Float64Array[],
  centres: readonly Float64Array[],
  pause: () => Promise<void>,
): Promise<Int32Array> {
  const labels = new Int32Array(points.length);
  const distances = new Float64Array(points.length).fill(Number.POSITIVE_INFINITY);
  const sizes = new Int32Array(centres.length);
  const part = partSize(centres.length * (points[0]?.length ?? 1));
  for (const [i, point] of points.entries()) {
    if (i % part === 0) await pause();
    for (const [cluster, centre] of centres.entries()) {
      const distance = squaredDistance(point, centre);
      if (distance >= (distances[i] ?? 0)) continue;
      distances[i] = distance;
      labels[i] = cluster;
    }
    add(sizes, labels[i] ?? 0, 1);
  }
  for (let empty = sizes.indexOf(0); empty !== -1; empty = sizes.indexOf(0)) {
    let farthest = -1;
    for (const [i, distance] of distances.entries()) {
      const isAlone = sizes[labels[i] ?? 0] === 1;
      if (!isAlone && (farthest === -1 || distance > (distances[farthest] ?? 0))) farthest = i;
    }
    add(sizes, labels[farthest] ?? 0, -1);
    add(sizes, empty, 1);
    labels[farthest] = empty;
    distances[farthest] = 0;
  }
  return labels;
}

/** The mean of the points of each cluster. */
function meansOf(points: readonly Float64Array[], labels: Int32Array, count: number): Float64Array[] {
  const means = Array.from({ length: count }, () => new Float64Array(points[0]?.length ?? 0));
  const sizes = new Int32Array(count);
  for (const [i, point] of points.entries()) {
    const label = labels[i] ?? 0;
    const mean = pointAt(means, label);
    add(sizes, label, 1);
    for (let k = 0; k < point.length; k++) add(mean, k, point[k] ?? 0);
  }
  return means.map((mean, label) => mean.map((total) => total / (sizes[label] ?? 1)));
}

/** The index at a share of the total weight. An index of weight 0 is returned only if every weight is 0. */
function drawnIndex(weights: Float64Array, share: number): number {
  let left = share * sum(weights);
  let last = 0;
  for (const [i, weight] of weights.entries()) {
    if (weight === 0) continue;
    last = i;
    left -= weight;
    if (left < 0) break;
  }
  return last;
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let k = 0; k < a.length; k++) total += ((a[k] ?? 0) - (b[k] ?? 0)) ** 2;
  return total;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function add(values: Float64Array | Int32Array, at: number, summand: number): void {
  values[at] = (values[at] ?? 0) + summand;
}

function pointAt(points: readonly Float64Array[], i: number): Float64Array {
  return points[i] ?? new Float64Array(0);
}
