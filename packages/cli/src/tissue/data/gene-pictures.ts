import { invalidArgument } from '@csm/base';
import {
  type GeneRasters,
  type GeneRastersOptions,
  geneIndex,
  geneRasters,
  type SpatialCounts,
} from '@csm/datasets';
import type { Neighbours } from '@csm/evaluate';
import type { Marker, Settings } from '../settings.js';
import { chooseMarkers, labelMarkers } from './choose-markers.js';
import type { Tissue } from './open-tissue.js';
import { selectGenes } from './select-genes.js';
import { patternReader, variableGenes } from './spatial-variability.js';
import { spotNeighbours } from './spot-neighbours.js';

/** The pictures of the genes, and what concepts are made from. */
export interface GenePictures {
  readonly rasters: GeneRasters;
  readonly markers: readonly Marker[];
  /** What was chosen and left out. */
  readonly notes: readonly string[];
}

/** Makes the pictures of the genes and chooses the markers. The markers' genes are always among the pictures. */
export async function genePictures(
  { kind, counts }: Tissue,
  settings: Settings,
  signal?: AbortSignal,
): Promise<GenePictures> {
  const { minSpots, maxGenes, byLabel } = settings;
  const options = { ...gridOptions(kind, counts, settings), minSpots };
  const usable = genesWith(counts, minSpots);
  let near: Neighbours | undefined;
  const neighbours = () => {
    near ??= spotNeighbours(counts.spots);
    return near;
  };
  let found: ReturnType<typeof variableGenes> | undefined;
  const variable = () => {
    found ??= variableGenes(counts, usable, neighbours(), signal);
    return found;
  };
  const notes: string[] = [];
  const chosen = byLabel
    ? undefined
    : await chooseMarkers(counts, usable, settings, variable, () => patternReader(counts, neighbours()));
  const always = chosen?.markers.flatMap(({ genes }) => genes.map((gene) => geneIndex(counts, gene))) ?? [];
  const isFew = maxGenes === 'all' || usable.length <= maxGenes;
  const first = isFew ? [] : [...always, ...(await variable()).map(({ index }) => index)];
  const kept = isFew ? undefined : [...new Set(first)].slice(0, maxGenes);
  if (kept) {
    notes.push(
      `Of ${counts.genes.length.toLocaleString('en')} genes, ${usable.length.toLocaleString('en')} have counts at ${minSpots} spots or more. The ` +
        `${kept.length.toLocaleString('en')} most spatially variable of them (Moran's I), with the markers, were used, so that the training takes minutes; --max-genes all uses all.`,
    );
  }
  const some = kept
    ? selectGenes(
        counts,
        kept.sort((a, b) => a - b),
      )
    : counts;
  const rasters = geneRasters(some, { ...options, onWarning: (text) => notes.push(text) });
  const { markers, note } = chosen ?? labelMarkers(counts, rasters, settings);
  for (const { genes } of markers) for (const gene of genes) geneIndex(rasters, gene);
  return { rasters, markers, notes: [...notes, note] };
}

/** Pictures with a cell per spot; the 2016 arrays have 32 × 32 cells. */
function gridOptions(
  kind: Tissue['kind'],
  { spots }: SpatialCounts,
  { cells }: Settings,
): GeneRastersOptions {
  if (cells !== undefined) return { size: cells, ...(spots.layout === 'hexagonal' ? {} : fitted(kind)) };
  if (kind === 'array-2016') return {};
  if (spots.layout !== 'hexagonal') return { grid: 'fit' };
  // Visium: 78 rows of 64 spots. The model halves squares three times.
  const rows = spots.y.reduce((most, row) => Math.max(most, row), 0) + 1;
  const columns = Math.floor(spots.x.reduce((most, column) => Math.max(most, column), 0) / 2) + 1;
  return { size: Math.max(32, 8 * Math.ceil(Math.max(rows, columns) / 8)) };
}

const fitted = (kind: Tissue['kind']): GeneRastersOptions => (kind === 'array-2016' ? {} : { grid: 'fit' });

/** The genes with counts at this many spots or more. */
function genesWith({ genes, counts: { indptr } }: SpatialCounts, minSpots: number): number[] {
  const spotsOf = (gene: number) => (indptr[gene + 1] ?? 0) - (indptr[gene] ?? 0);
  const usable = [...genes.keys()].filter((gene) => spotsOf(gene) >= minSpots);
  if (usable.length > 0) return usable;
  throw invalidArgument(
    `tissue: expected genes with counts at ${minSpots} spots or more; none of ${genes.length} genes has them; give a smaller --min-spots.`,
  );
}
