import ndarray, { type NdArray } from 'ndarray';
import { randomStream } from '../src/random-stream.js';

/** A draw from the Poisson distribution, by inversion. */
function poisson(mean: number, uniform: number): number {
  let count = 0;
  let probability = Math.exp(-mean);
  for (let sum = probability; uniform > sum && count < 1000; sum += probability) {
    count++;
    probability *= mean / count;
  }
  return count;
}

/** Counts of cells of three types; every third gene is six times as high in one type. The technical batch doubles every fifth gene. */
export function cellCounts(
  cells: number,
  genes: number,
  seed = 7,
): { counts: NdArray<Float32Array>; types: Uint32Array; batch: Uint32Array } {
  const random = randomStream(seed);
  const counts = ndarray(new Float32Array(cells * genes), [cells, genes]);
  const types = Uint32Array.from({ length: cells }, (_, cell) => cell % 3);
  const batch = Uint32Array.from({ length: cells }, () => random.integer(0, 1));
  for (let cell = 0; cell < cells; cell++) {
    for (let gene = 0; gene < genes; gene++) {
      const ofType = gene % 3 === types[cell] ? 6 : 1;
      const ofBatch = gene % 5 === 0 && batch[cell] === 1 ? 2 : 1;
      const uniform = random.integer(0, 0x7fffffff) / 0x80000000;
      counts.set(cell, gene, poisson(0.5 * ofType * ofBatch, uniform));
    }
  }
  return { counts, types, batch };
}
