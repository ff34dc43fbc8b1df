import { eventLoopYielder } from '@csm/base';
import { type SpatialCounts, spotTotals } from '@csm/datasets';
import { moransI, type Neighbours } from '@csm/evaluate';

/** A gene, by its index, and how similar its counts are at neighbouring spots. */
export interface VariableGene {
  readonly index: number;
  readonly moransI: number;
}

/**
 * Moran's I of log(1 + counts per 10,000) of some genes, from the most spatially variable on. The total of a spot is left out
 * of the comparison by the scaling, because otherwise every gene with many counts would follow it.
 */
export async function variableGenes(
  tissue: SpatialCounts,
  rows: readonly number[],
  neighbours: Neighbours,
  signal?: AbortSignal,
): Promise<VariableGene[]> {
  const yieldIfDue = eventLoopYielder();
  const shares = shareReader(tissue);
  const found: VariableGene[] = [];
  for (const index of rows) {
    await yieldIfDue();
    signal?.throwIfAborted();
    const value = moransI(shares(index), neighbours);
    if (!Number.isNaN(value)) found.push({ index, moransI: value });
  }
  return found.sort((a, b) => b.moransI - a.moransI);
}

/** The pattern of a gene over the tissue: at each spot the mean of the spot and its neighbours, because single counts are noise. */
export function patternReader(tissue: SpatialCounts, neighbours: Neighbours): (gene: number) => Float64Array {
  const shares = shareReader(tissue);
  return (gene) => {
    const values = shares(gene);
    return values.map((value, spot) => {
      const near = neighbours[spot] ?? [];
      return near.reduce((sum, other) => sum + (values[other] ?? 0), value) / (near.length + 1);
    });
  };
}

/** Reads log(1 + counts per 10,000) of a gene at every spot. */
function shareReader(tissue: SpatialCounts): (gene: number) => Float64Array {
  const totals = spotTotals(tissue);
  const { indptr, spots, values } = tissue.counts;
  return (gene) => {
    const dense = new Float64Array(totals.length);
    for (let at = indptr[gene] ?? 0; at < (indptr[gene + 1] ?? 0); at++) {
      const spot = spots[at] ?? 0;
      dense[spot] = Math.log1p((1e4 * (values[at] ?? 0)) / Math.max(1, totals[spot] ?? 1));
    }
    return dense;
  };
}
