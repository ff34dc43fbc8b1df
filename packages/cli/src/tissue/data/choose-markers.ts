import { invalidArgument, pearson, validNames } from '@csm/base';
import type { GeneRasters, SpatialCounts } from '@csm/datasets';
import { layerGenes } from '../layer-genes.js';
import { type Marker, PAPER_MARKERS, type Settings } from '../settings.js';
import type { VariableGene } from './spatial-variability.js';

/** Markers, and how they were chosen. */
export interface ChosenMarkers {
  readonly markers: readonly Marker[];
  readonly note: string;
}

/** The number of concepts that are made without a choice of the user. */
const CHOSEN = 3;
/** Genes whose patterns correlate more than this show the same. */
const SAME_PATTERN = 0.5;
/** The most labels that get a concept, and the number of genes that stand for a label. */
const MOST_LABELS = 6;
const GENES_PER_LABEL = 10;

/** The given markers, or the paper's if the tissue has them; otherwise genes whose counts follow the tissue, each in its own way. */
export async function chooseMarkers(
  tissue: SpatialCounts,
  usable: readonly number[],
  { markers }: Pick<Settings, 'markers'>,
  variable: () => Promise<readonly VariableGene[]>,
  patternOf: () => (gene: number) => Float64Array,
): Promise<ChosenMarkers> {
  const names = (of: readonly Marker[]) => of.map(({ name }) => name).join(', ');
  if (markers !== undefined) return { markers, note: `Concepts of the given genes: ${names(markers)}.` };
  const known = new Set(usable.map((gene) => tissue.genes[gene]));
  if (PAPER_MARKERS.every(({ name }) => known.has(name))) {
    const note = `Concepts of the paper's markers of the olfactory bulb: ${names(PAPER_MARKERS)}. If this is another tissue, choose with --genes or --labels.`;
    return { markers: PAPER_MARKERS, note };
  }
  const found = differentPatterns(tissue, await variable(), patternOf());
  if (found.length === 0) {
    throw invalidArgument(
      'tissue: expected genes whose counts differ over the tissue; none does; choose genes with --genes.',
    );
  }
  const chosen = found.map((gene): Marker => ({ name: gene, genes: [gene], layers: [] }));
  const note =
    `Concepts of ${names(chosen)}: no gene was given, so these are the most spatially variable genes (Moran's I) whose ` +
    `patterns differ (correlation of at most ${SAME_PATTERN}). Choose others with --genes or --labels.`;
  return { markers: chosen, note };
}

function differentPatterns(
  tissue: SpatialCounts,
  variable: readonly VariableGene[],
  patternOf: (gene: number) => Float64Array,
): string[] {
  const chosen: { name: string; values: Float64Array }[] = [];
  for (const { index } of variable) {
    const values = patternOf(index);
    if (chosen.some((other) => pearson(values, other.values) > SAME_PATTERN)) continue;
    chosen.push({ name: tissue.genes[index] ?? '', values });
    if (chosen.length === CHOSEN) break;
  }
  return chosen.map(({ name }) => name);
}

/** One marker per label: the genes whose share of the counts is highest in its spots. */
export function labelMarkers(
  tissue: SpatialCounts,
  rasters: GeneRasters,
  { labelValues }: Pick<Settings, 'labelValues'>,
): ChosenMarkers {
  const { labels } = tissue.spots;
  const genesOf = layerGenes(tissue, rasters);
  if (!labels || !genesOf) {
    throw invalidArgument(
      'tissue: expected labels of the spots for --labels; got none; name a column or a table.',
    );
  }
  const counts = new Map<string, number>();
  for (const label of labels) if (label) counts.set(label, (counts.get(label) ?? 0) + 1);
  const all = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const unknown = labelValues?.find((label) => !counts.has(label));
  if (unknown !== undefined) {
    throw invalidArgument(`tissue: unknown label "${unknown}"; ${validNames('labels', unknown, all)}.`);
  }
  const chosen = labelValues ?? all.slice(0, MOST_LABELS);
  const markers = chosen.flatMap((label): Marker[] => {
    const genes = genesOf([label])
      .slice(0, GENES_PER_LABEL)
      .map((gene) => rasters.genes[gene] ?? '');
    return genes.length > 0 ? [{ name: label, genes, layers: [label] }] : [];
  });
  const left = all.length - chosen.length;
  const note =
    `One concept per label: ${markers.map(({ name }) => name).join(', ')}${left > 0 ? ` (${left} of ${all.length} labels have none; choose with --value)` : ''}. Each starts from the ` +
    `${GENES_PER_LABEL} genes whose share of the counts is highest in the spots of the label, so the label is not independent evidence for it.`;
  return { markers, note };
}
