import { encode, layersEncoder } from '@csm/core';
import { rocAuc } from '@csm/core/statistics';
import {
  type GeneRasters,
  geneCounts,
  type SpatialCounts,
  selectSamples,
  shuffled,
  spotTotals,
} from '@csm/datasets';
import { averageMaps, decodeFunction } from '@csm/evaluate';
import { gaussianBlur } from '@csm/evaluate/measures';
import type { Vae } from '@csm/models';
import ndarray, { type NdArray } from 'ndarray';
import { settings } from '../settings.js';
import type { RawPictures } from './ground.js';

/** Input of {@link rawPictures}. */
export interface RawInput {
  readonly counts: SpatialCounts;
  readonly rasters: GeneRasters;
  readonly vae: Vae;
  /** Rows of the rasters. */
  readonly genes: readonly number[];
  /** Random sets of rows, each as large as `genes`. */
  readonly randomSets: readonly (readonly number[])[];
  /** The layer that the genes should show. */
  readonly layer: string;
}

/**
 * Pictures of some genes, made without a concept. Counts: as the VAE sees them (each picture divided by its maximum),
 * and per 10,000 counts of the spot; both also smoothed over neighbouring spots. Decoded counts D(z): unchanged, and
 * divided by the mean decoded counts of 500 random genes, which removes the depth of the spots. Two more pictures
 * serve as bounds: one of only the depth of the spots, and one of the genes that find the layer best, as many as in
 * the concept. These can be chosen only if the labels are known.
 */
export async function rawPictures({
  counts,
  rasters,
  vae,
  genes,
  randomSets,
  layer,
}: RawInput): Promise<RawPictures[]> {
  const [total = 0, height = 0, width = 0] = rasters.images.shape;
  const spots = new Float32Array(height * width);
  for (const cell of rasters.cells) if (cell >= 0) spots[cell] = 1;
  const totals = spotTotals(counts);
  const encoder = layersEncoder(vae.encoder);
  const decode = decodeFunction(vae.decoder);
  type Pictures = (rows: readonly number[]) => Promise<NdArray<Float32Array>>;
  const scaled: Pictures = async (rows) => selectSamples(rasters.images, rows);
  const perTenThousand: Pictures = async (rows) => {
    const pictures = new Float32Array(rows.length * height * width);
    rows.forEach((row, i) => {
      geneCounts(counts, rasters.genes[row]!).forEach((count, spot) => {
        const cell = rasters.cells[spot]!;
        if (cell >= 0) pictures[i * height * width + cell] = (1e4 * count) / totals[spot]!;
      });
    });
    return ndarray(pictures, [rows.length, height, width, 1]);
  };
  const decoded: Pictures = async (rows) =>
    (await decode(await encode(encoder, await scaled(rows), { batchSize: 64 }))) as NdArray<Float32Array>;
  const some = shuffled([...Array(total).keys()], settings.seed).slice(0, 500);
  const usual = averageMaps(await decoded(some)).mean.data;
  const kinds: [string, Pictures][] = [
    ['raw counts', scaled],
    ['counts per 10,000', perTenThousand],
    ['raw counts, smoothed', async (rows) => smoothed(await scaled(rows), spots)],
    ['counts per 10,000, smoothed', async (rows) => smoothed(await perTenThousand(rows), spots)],
    ['decoded counts', decoded],
    [
      'decoded counts, share of the usual',
      async (rows) => {
        const { data, shape } = await decoded(rows);
        return ndarray(
          data.map((value, i) => value / usual[i % usual.length]!),
          shape,
        );
      },
    ],
  ];
  const found: RawPictures[] = [];
  for (const [name, of] of kinds) {
    const means: number[] = [];
    for (const set of randomSets) means.push(...averageMaps(plane(await of(set))).mean.data);
    found.push({
      name,
      pictures: plane(await of(genes)),
      randomSets: ndarray(Float32Array.from(means), [randomSets.length, height, width]),
    });
  }
  const depth = new Float32Array(height * width);
  rasters.cells.forEach((cell, spot) => {
    if (cell >= 0) depth[cell]! += totals[spot]!;
  });
  found.push({ name: 'depth of the spots alone', pictures: ndarray(depth, [1, height, width]) });
  const chosen = await perTenThousand(bestGenes(counts, rasters, totals, layer, genes.length));
  found.push({ name: 'counts per 10,000, genes chosen by the labels', pictures: plane(chosen) });
  return found;
}

/**
 * The rows of the genes whose counts per 10,000 find a layer best: each gene separately, by ROC AUC over the
 * labelled spots.
 */
function bestGenes(
  counts: SpatialCounts,
  { genes }: GeneRasters,
  totals: ArrayLike<number>,
  layer: string,
  size: number,
): number[] {
  const labels = counts.spots.labels ?? [];
  const spots = (wanted: (label: string) => boolean) =>
    labels.flatMap((label, spot) => (label !== null && label !== undefined && wanted(label) ? [spot] : []));
  const [inside, outside] = [spots((label) => label === layer), spots((label) => label !== layer)];
  const found = genes.map((gene, row) => {
    const own = geneCounts(counts, gene);
    const share = (spot: number) => own[spot]! / totals[spot]!;
    return { row, auc: rocAuc(inside.map(share), outside.map(share)) };
  });
  return found
    .sort((a, b) => b.auc - a.auc)
    .slice(0, size)
    .map(({ row }) => row);
}

/** Blurs pictures with a Gaussian of σ 1 cell over the cells that have a spot; empty cells have no weight. */
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
