import { type GeneRasters, geneCounts, type SpatialCounts, selectSamples, spotTotals } from '@csm/datasets';
import { gaussianBlur } from '@csm/evaluate';
import ndarray, { type NdArray } from 'ndarray';
import type { RawPictures } from '../ground.js';

/**
 * What a reader without a network has of some genes: their counts as the VAE sees them (each picture divided by its maximum),
 * counts per 10,000 of the spot, and the first smoothed over neighbouring spots, which is what a VAE does to them at the least.
 * @param genes rows of the rasters.
 * @param randomSets rows of as many genes drawn at random, a set each.
 */
export function rawPictures(
  counts: SpatialCounts,
  rasters: GeneRasters,
  genes: readonly number[],
  randomSets: readonly (readonly number[])[],
): RawPictures[] {
  const [, height = 0, width = 0] = rasters.images.shape;
  const spots = new Float32Array(height * width);
  for (const cell of rasters.cells) if (cell >= 0) spots[cell] = 1;
  const totals = spotTotals(counts);
  const scaled = (rows: readonly number[]) => selectSamples(rasters.images, rows);
  const perTenThousand = (rows: readonly number[]) => {
    const pictures = new Float32Array(rows.length * height * width);
    rows.forEach((row, i) => {
      geneCounts(counts, rasters.genes[row]!).forEach((count, spot) => {
        const cell = rasters.cells[spot]!;
        if (cell >= 0) pictures[i * height * width + cell] = (1e4 * count) / totals[spot]!;
      });
    });
    return ndarray(pictures, [rows.length, height, width, 1]);
  };
  const kinds: [string, (rows: readonly number[]) => NdArray<Float32Array>][] = [
    ['raw counts', scaled],
    ['counts per 10,000', perTenThousand],
    ['raw counts, smoothed (σ 1)', (rows) => smoothed(scaled(rows), spots)],
    ['counts per 10,000, smoothed (σ 1)', (rows) => smoothed(perTenThousand(rows), spots)],
  ];
  return kinds.map(([name, of]) => ({
    name,
    pictures: plane(of(genes)),
    randomSets: ndarray(Float32Array.from(randomSets.flatMap((set) => [...meanPicture(plane(of(set)))])), [
      randomSets.length,
      height,
      width,
    ]),
  }));
}

/** The mean of pictures `[n, height, width]`. */
export function meanPicture(pictures: NdArray<Float32Array>): Float32Array {
  const [count = 0, ...shape] = pictures.shape;
  const size = shape.reduce((a, b) => a * b, 1);
  const sums = new Float64Array(size);
  pictures.data.forEach((value, i) => {
    sums[i % size]! += value;
  });
  return Float32Array.from(sums, (sum) => sum / count);
}

/** Blurred over the cells that have a spot: empty cells weigh nothing. */
function smoothed(pictures: NdArray<Float32Array>, spots: Float32Array): NdArray<Float32Array> {
  const [, height = 0, width = 0] = pictures.shape;
  const weights = gaussianBlur(ndarray(spots, [1, height, width, 1]), 1).data;
  const { data, shape } = gaussianBlur(pictures, 1);
  return ndarray(
    data.map((value, i) => (weights[i % weights.length]! > 0 ? value / weights[i % weights.length]! : 0)),
    shape,
  );
}

function plane({ data, shape }: NdArray<Float32Array>): NdArray<Float32Array> {
  return ndarray(data, shape.slice(0, 3));
}
