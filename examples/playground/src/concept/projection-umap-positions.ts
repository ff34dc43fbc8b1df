import { keyedRandom } from '@csm/base';
import { UMAP } from 'umap-js';

/** The most rows that the layout is computed from: it takes 12 s for 5,000 rows of 32 numbers and minutes for 50,000. Other rows are placed in it. */
const MOST_ROWS = 5000;
/** Rows that are placed at once. */
const CHUNK = 500;

/**
 * UMAP with its usual settings (15 neighbours, minimal distance 0.1) and a seed.
 * @param values The rows, one after another.
 * @returns x and y of each row, one after another.
 */
export function umapPositions(
  values: Float32Array,
  size: number,
  onProgress: (done: number, total: number) => void,
): Float32Array {
  const count = values.length / size;
  const row = (at: number) => Array.from(values.subarray(size * at, size * (at + 1)));
  const step = Math.max(1, Math.ceil(count / MOST_ROWS));
  const every = Array.from({ length: count }, (_, at) => at);
  const fitted = every.filter((at) => at % step === 0);
  const others = every.filter((at) => at % step !== 0);
  const positions = new Float32Array(2 * count);
  const put = (at: number, place: readonly number[]) => positions.set(place, 2 * at);

  const umap = new UMAP({
    nNeighbors: Math.max(1, Math.min(15, fitted.length - 1)),
    minDist: 0.1,
    random: keyedRandom('umap'),
  });
  const epochs = umap.initializeFit(fitted.map(row));
  const total = epochs + others.length;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    umap.step();
    if (epoch % 10 === 0) onProgress(epoch, total);
  }
  umap.getEmbedding().forEach((place, index) => {
    put(fitted[index]!, place);
  });
  for (let start = 0; start < others.length; start += CHUNK) {
    const chunk = others.slice(start, start + CHUNK);
    umap.transform(chunk.map(row)).forEach((place, index) => {
      put(chunk[index]!, place);
    });
    onProgress(epochs + start + chunk.length, total);
  }
  return positions;
}
