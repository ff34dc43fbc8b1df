/** A filter along one axis. Each position of the result has consecutive weights, which sum to one. */
export interface Filter {
  /** The number of positions of the result. */
  readonly length: number;
  /** The weights of one position, and the position in the source of the first of them; valid until the next call. */
  readonly at: (position: number) => Taps;
}

/** Consecutive weights. */
export interface Taps {
  readonly start: number;
  readonly weights: Float32Array;
}

/** The maximum number of weights that are kept; those of longer axes, which have few rows, are computed when they are used. */
const MAX_KEPT = 2 ** 22;

/** The triangle of `resizePicture`, from one number of positions to another. */
export function triangleFilter(from: number, to: number): Filter {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  const taps = Math.min(Math.floor(2 * reach) + 1, from);
  const fill = (position: number, weights: Float32Array): Taps => {
    const centre = (position + 0.5) * scale - 0.5;
    const start = Math.min(Math.max(0, Math.ceil(centre - reach)), from - taps);
    const weightAt = (k: number) => Math.max(0, 1 - Math.abs(start + k - centre) / reach);
    let sum = 0;
    for (let k = 0; k < taps; k++) sum += weightAt(k);
    for (let k = 0; k < taps; k++) weights[k] = weightAt(k) / sum;
    return { start, weights };
  };
  if (to * taps > MAX_KEPT) {
    const weights = new Float32Array(taps);
    return { length: to, at: (position) => fill(position, weights) };
  }
  const kept = Array.from({ length: to }, (_, position) => fill(position, new Float32Array(taps)));
  return { length: to, at: (position) => kept[position] ?? fill(position, new Float32Array(taps)) };
}
