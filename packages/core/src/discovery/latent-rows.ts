import { invalidArgument, meanOfRows, rows } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkLatents } from '../concepts/check-latents.js';

/** Latents in float64, with what all methods need of them. */
export interface LatentRows {
  readonly rows: readonly Float64Array[];
  readonly mean: Float64Array;
  /** Sum of the squared distances to the mean. */
  readonly squares: number;
}

/** A copy of the latents. @throws unless there are at least two, all finite and not all equal. */
export function latentRows(caller: string, latents: NdArray): LatentRows {
  const { count } = checkLatents(caller, 'latents', latents);
  if (count < 2) throw invalidArgument(`${caller}: latents must hold at least two examples; got ${count}.`);
  const found = finiteRows(caller, latents);
  const mean = meanOfRows(found, count);
  let squares = 0;
  let magnitude = 0;
  for (const row of found) {
    for (let k = 0; k < row.length; k++) {
      squares += (row[k]! - mean[k]!) ** 2;
      magnitude += row[k]! ** 2;
    }
  }
  // The latents are float32: below its rounding, differences mean nothing.
  if (squares > magnitude * 1e-13) return { rows: found, mean, squares };
  throw invalidArgument(`${caller}: latents must differ; all ${count} are equal.`);
}

/** A copy of latents of a known size. @throws unless they have this size and are finite. */
export function rowsOfSize(caller: string, latents: NdArray, size: number): Float64Array[] {
  const { latentSize } = checkLatents(caller, 'latents', latents);
  if (latentSize === size) return finiteRows(caller, latents);
  throw invalidArgument(
    `${caller}: latents must have the size of the concepts, ${size}; got ${latentSize} components.`,
  );
}

function finiteRows(caller: string, latents: NdArray): Float64Array[] {
  const found = Array.from(rows(latents), (row) => Float64Array.from(row));
  const bad = found.findIndex((row) => !row.every(Number.isFinite));
  if (bad === -1) return found;
  throw invalidArgument(`${caller}: latents must be finite; that of example ${bad} is not.`);
}
