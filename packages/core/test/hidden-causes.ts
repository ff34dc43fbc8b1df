import { keyedNormal, keyedRandom } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';

/** Latents that are sums of directions, each with a known amount. */
export interface HiddenCauses {
  /** `[n, size]`. */
  readonly latents: NdArray<Float32Array>;
  /** Amount of each cause in each example: 0, or between 1 and 2. */
  readonly amounts: readonly Float64Array[];
  /** Unit vectors. */
  readonly directions: readonly Float64Array[];
}

export interface HiddenCausesOptions {
  readonly count: number;
  readonly causes: number;
  readonly size: number;
  /** Probability that a cause is present. */
  readonly share: number;
  /** Standard deviation of what is added to each component. Default 0. */
  readonly noise?: number;
  /** Whether the directions have no negative components: each then has its own components, and shares the rest. */
  readonly positive?: boolean;
  readonly seed?: number;
}

/** Draws latents z = Σⱼ aⱼ dⱼ + noise whose causes are independent of each other. */
export function hiddenCauses(options: HiddenCausesOptions): HiddenCauses {
  const { count, causes, size, share, noise = 0, positive = false, seed = 0 } = options;
  const [random, normal] = [keyedRandom('causes', seed), keyedNormal('causes', seed)];
  const directions = Array.from({ length: causes }, (_, j) => {
    const drawn = Float64Array.from({ length: size }, (_, k) => {
      if (!positive) return normal();
      if (k < causes) return Number(k === j);
      return random() / size;
    });
    const length = Math.sqrt(drawn.reduce((sum, value) => sum + value * value, 0));
    return drawn.map((value) => value / length);
  });
  const amounts = Array.from({ length: count }, () =>
    Float64Array.from({ length: causes }, () => (random() < share ? 1 + random() : 0)),
  );
  const values = new Float32Array(count * size);
  for (const [i, amount] of amounts.entries()) {
    for (let k = 0; k < size; k++) {
      values[i * size + k] =
        amount.reduce((sum, value, j) => sum + value * directions[j]![k]!, 0) + noise * normal();
    }
  }
  return { latents: ndarray(values, [count, size]), amounts, directions };
}

/** For each column of `truth`, the largest |r| with a column of the codes. */
export function bestCorrelations(truth: readonly Float64Array[], codes: NdArray<Float32Array>): number[] {
  const [n = 0, count = 0] = codes.shape;
  const columns = Array.from({ length: count }, (_, j) =>
    Array.from({ length: n }, (_, i) => codes.get(i, j)),
  );
  return Array.from(truth[0]!, (_, j) => {
    const column = truth.map((row) => row[j]!);
    return Math.max(...columns.map((other) => Math.abs(correlation(column, other))));
  });
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    const [x, y] = [value - meanA, b[i]! - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa * bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}
