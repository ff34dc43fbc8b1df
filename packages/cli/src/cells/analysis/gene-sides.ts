import type { RankedConcept } from './cells-analysis.js';
import { firstGenes } from './first-genes.js';

type Tested = Pick<RankedConcept, 'ranking' | 'test'>;

/** The first genes of the ranking by name: those that the cells have more of than the others, and those that they have less of. */
export function genesOfSides({ ranking, test }: Tested, count = 5) {
  const first = firstGenes(ranking.attribution);
  const named = (isOf: (fold: number) => boolean) =>
    first
      .filter((gene) => isOf(test.logFoldChange[gene] ?? Number.NaN))
      .slice(0, count)
      .map((gene) => ranking.genes[gene] ?? '');
  return { more: named((fold) => fold >= 0), less: named((fold) => fold < 0) };
}

/**
 * The ranking with attributions below zero for genes that the cells have less of, whose lack raises the score; genes that lower the score
 * are zero. Without this, a picture shows the markers of other cells in the colour of the cells' own.
 */
export function signedBySide({ ranking, test }: Tested): RankedConcept['ranking'] {
  const attribution = Float64Array.from(ranking.attribution, (value, gene) => {
    const raising = Math.max(value, 0);
    return (test.logFoldChange[gene] ?? 0) < 0 ? -raising : raising;
  });
  return { ...ranking, attribution };
}
