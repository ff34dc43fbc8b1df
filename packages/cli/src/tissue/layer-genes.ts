import { enrichedExamples } from '@csm/core/statistics';
import { type GeneRasters, geneCounts, type SpatialCounts, spotTotals } from '@csm/datasets';

/** The genes of layers: rows of the rasters, those whose share of the counts is highest in the spots of the layers first. */
export type LayerGenes = (layers: readonly string[]) => number[];

/** Undefined if spots have no labels. */
export function layerGenes(counts: SpatialCounts, { genes }: GeneRasters): LayerGenes | undefined {
  const { labels } = counts.spots;
  if (!labels) return undefined;
  const totals = spotTotals(counts);
  const shares = genes.map((gene) =>
    Float64Array.from(geneCounts(counts, gene), (count, spot) => count / Math.max(1, totals[spot]!)),
  );
  return (layers) => {
    const inside = labels.map((label) => (label ? layers.includes(label) : null));
    if (!inside.includes(true) || !inside.includes(false)) return [];
    // Only the order is used. It is that of the AUC, which no null changes.
    return enrichedExamples(shares, inside).map(({ index }) => index);
  };
}
