import { contiguous } from '@csm/base';
import { atSpots, geneCounts, geneRasters, type SpatialCounts } from '@csm/datasets';
import { attributeFigure, featureBars, type PanelHeading, signalMap, spotMap } from '@csm/render';
import type { NdArray } from 'ndarray';
import type { InputSet } from '../inputs/input-set.js';

/** What a figure of one concept shows: the first inputs, and their maps by each method. */
export interface DrawnMaps {
  readonly concept: string;
  readonly inputs: Pick<InputSet, 'kind' | 'shape' | 'features' | 'counts'>;
  readonly layout?: 'channelsFirst' | 'channelsLast' | undefined;
  readonly ids: readonly string[];
  readonly scores: ArrayLike<number>;
  /** The titles of the inputs. Default: the name and the score. */
  readonly titles?: readonly string[] | undefined;
  /** The inputs, `[ids.length, ...shape]`. */
  readonly samples: NdArray;
  /** The maps of each method, in the order of the columns. */
  readonly methods: readonly { readonly heading: PanelHeading; readonly maps: NdArray }[];
}

/** The figure of the maps of one concept: inputs × methods, for pictures, tissue, vectors and signals. */
export function mapFigure(drawn: DrawnMaps): string {
  const { concept, inputs, layout, ids, scores, samples, methods } = drawn;
  const caption = (i: number) => `score ${(scores[i] ?? 0).toPrecision(3)}`;
  if (inputs.kind === 'genes on spots' && inputs.counts) return tissueMaps(drawn, inputs.counts);
  if (inputs.shape.length === 3) {
    return attributeFigure({
      title: concept,
      methods: methods.map(({ heading }) => heading),
      kind: 'signed',
      range: rangeOf(samples),
      ...(layout && { layout }),
      rows: ids.map((id, i) => ({
        title: id,
        image: samples.pick(i),
        maps: methods.map(({ maps }) => maps.pick(i)),
        caption: caption(i),
      })),
    });
  }
  const rows = ids.flatMap((id, i) =>
    methods.map(({ heading, maps }) => ({
      title: `${id}: ${heading.label}, ${caption(i)}`,
      map: maps.pick(i),
      i,
    })),
  );
  if (inputs.shape.length === 1) {
    const names = inputs.features ?? Array.from({ length: inputs.shape[0] ?? 0 }, (_, k) => `feature ${k}`);
    return featureBars({
      title: concept,
      names,
      rows: rows.map(({ title, map }) => ({ title, values: map })),
    });
  }
  return signalMap({
    title: concept,
    rows: rows.map(({ title, map, i }) => ({ title, map, signal: samples.pick(i) })),
  });
}

/** The cell of each spot in the pictures of genes. */
export function cellsOf(counts: SpatialCounts, shape: readonly number[], layout?: string): Int32Array {
  const [height = 1, width = 1] = layout === 'channelsFirst' ? shape.slice(1) : shape;
  return geneRasters(oneGene(counts), { size: [height, width], onWarning: () => {} }).cells;
}

/** The counts of one gene, because the cells do not depend on the gene. */
function oneGene({ spots, genes, counts }: SpatialCounts): SpatialCounts {
  const { indptr } = counts;
  const ends = (gene: number) => [indptr[gene] ?? 0, indptr[gene + 1] ?? 0] as const;
  const found = genes.findIndex((_, gene) => ends(gene)[1] > ends(gene)[0]);
  const [start, end] = ends(Math.max(0, found));
  return {
    spots,
    genes: genes.slice(Math.max(0, found), Math.max(0, found) + 1),
    counts: {
      indptr: Uint32Array.of(0, end - start),
      spots: counts.spots.slice(start, end),
      values: counts.values.slice(start, end),
    },
  };
}

/** A map of a gene's picture at the spots. */
export function mapAtSpots(map: NdArray, cells: Int32Array, layout?: string): Float32Array {
  return atSpots(layout === 'channelsFirst' ? map.transpose(1, 2, 0) : map, cells);
}

function tissueMaps(
  { concept, inputs, layout, ids, titles, scores, methods }: DrawnMaps,
  counts: SpatialCounts,
): string {
  const { pixels, x, y, diameter } = counts.spots;
  const cells = cellsOf(counts, inputs.shape, layout);
  return spotMap({
    title: concept,
    spots: pixels ?? { x, y },
    ...(pixels && diameter !== undefined && { diameter }),
    columns: 1 + methods.length,
    maps: ids.flatMap((gene, i) => [
      {
        title: titles?.[i] ?? `${gene}, score ${(scores[i] ?? 0).toPrecision(3)}`,
        values: geneCounts(counts, gene),
        kind: 'counts' as const,
      },
      ...methods.map(({ heading, maps }) => ({
        title: `${gene}: ${heading.label}`,
        values: mapAtSpots(maps.pick(i), cells, layout),
        unit: 'saliency',
      })),
    ]),
  });
}

/** The values that are drawn as black and as full intensity: [0, 1] if the samples are pictures in it. */
function rangeOf(samples: NdArray): readonly [number, number] {
  let [low, high] = [0, 1];
  for (const value of contiguous(samples)) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
