import { norm } from './norm.js';

type Numbers = Float32Array | Float64Array;

/** The cosine of the angle between two vectors of the same length, from −1 to 1; NaN if one is zero. */
export function cosineBetween(a: Numbers, b: Numbers): number {
  let dot = 0;
  for (let k = 0; k < a.length; k++) dot += (a[k] ?? 0) * (b[k] ?? 0);
  return Math.max(-1, Math.min(1, dot / (norm(a) * norm(b))));
}
