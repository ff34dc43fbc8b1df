import { invalidFile } from '@csm/base';
import { type GeneRasters, geneRasters, type SpatialCounts } from '@csm/datasets';
import ndarray from 'ndarray';
import type { DataOptions } from '../data-options.js';
import type { InputSet } from '../input-set.js';
import type { InputsFor } from '../inputs-for.js';
import type { OpeningRun } from '../opening-run.js';
import { pictureShape } from '../picture-shape.js';
import { rowsById } from '../sample-rows.js';

/** Genes as pictures of their counts on the spots, divided by the maximum of each gene. Only those that are asked for are drawn. */
export async function geneInputs(
  path: string,
  counts: SpatialCounts,
  encoder: InputsFor,
  run: OpeningRun,
  options: DataOptions,
): Promise<Omit<InputSet, 'attributes' | 'sources'>> {
  const { height, width, channels } = pictureShape(path, encoder);
  if (channels !== 1) {
    throw invalidFile(
      `${path}: expected an encoder of pictures with one channel, because pictures of genes have one; the encoder takes [${encoder.inputShape}].`,
    );
  }
  if (options.counts === 'log1p-cp10k' || options.counts === 'log1p') {
    throw invalidFile(`${path}: pictures of genes need --counts raw or log1p-cpm; got ${options.counts}.`);
  }
  const draw = (genes: readonly number[], onWarning: (message: string) => void): GeneRasters =>
    geneRasters(genesOnly(counts, genes), { size: [height, width], onWarning });
  const { cells } = draw([0], run.warn);
  const drawn = [...counts.genes.keys()].filter((gene) => isOnGrid(counts, gene, cells));
  const ids = drawn.map((gene) => counts.genes[gene] ?? '');
  const rows = rowsById(path, ids);
  const all =
    options.counts === 'log1p-cpm'
      ? geneRasters(counts, { size: [height, width], values: 'log1pCpm', onWarning: () => {} }).images
      : undefined;
  const area = height * width;
  return {
    kind: 'genes on spots',
    ids,
    shape: encoder.inputShape,
    counts,
    tables: counts,
    read: async (some, first) => {
      const wanted = rows(some, first);
      const values = new Float32Array(wanted.length * area);
      if (all) {
        for (const [i, row] of wanted.entries()) {
          values.set((all.data as Float32Array).subarray(row * area, (row + 1) * area), i * area);
        }
      } else if (wanted.length > 0) {
        // A picture is drawn once, also if it is asked for twice; geneRasters keeps the order.
        const genes = [...new Set(wanted)].sort((a, b) => a - b);
        const { images } = draw(
          genes.map((row) => drawn[row] ?? 0),
          () => {},
        );
        const placeOf = new Map(genes.map((row, place) => [row, place]));
        for (const [i, row] of wanted.entries()) {
          const place = placeOf.get(row) ?? 0;
          values.set((images.data as Float32Array).subarray(place * area, (place + 1) * area), i * area);
        }
      }
      return ndarray(values, [some.length, ...encoder.inputShape]);
    },
  };
}

/** The counts of some genes, in this order. */
function genesOnly(tissue: SpatialCounts, genes: readonly number[]): SpatialCounts {
  const { indptr, spots, values } = tissue.counts;
  const bounds = genes.map((gene) => [indptr[gene] ?? 0, indptr[gene + 1] ?? 0] as const);
  const total = bounds.reduce((sum, [start, end]) => sum + end - start, 0);
  const result = {
    indptr: new Uint32Array(genes.length + 1),
    spots: new Uint32Array(total),
    values: new Float32Array(total),
  };
  let at = 0;
  for (const [i, [start, end]] of bounds.entries()) {
    result.spots.set(spots.subarray(start, end), at);
    result.values.set(values.subarray(start, end), at);
    at += end - start;
    result.indptr[i + 1] = at;
  }
  return { spots: tissue.spots, genes: genes.map((gene) => tissue.genes[gene] ?? ''), counts: result };
}

/** Whether a gene has counts on the grid, and so a picture. */
function isOnGrid({ counts }: SpatialCounts, gene: number, cells: Int32Array): boolean {
  for (let at = counts.indptr[gene] ?? 0; at < (counts.indptr[gene + 1] ?? 0); at++) {
    if ((cells[counts.spots[at] ?? 0] ?? -1) >= 0) return true;
  }
  return false;
}
