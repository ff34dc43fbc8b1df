import { type Bar, barCharts } from '../plots/bar-chart.js';
import type { DrawnRanking } from './drawn-ranking.js';
import { checkGeneBars, type GeneBarsOptions } from './gene-bars-options.js';
import { topGenes } from './top-genes.js';

/**
 * Draws rankings of genes: for each ranking, the genes with the largest values as red bars to the right, then those with the
 * smallest as blue bars to the left. Error bars are ± one standard error, over donors if it is known and otherwise over
 * cells; circles are the means of donors. The caption under each chart says which. The result is one self-contained SVG;
 * `rasterize` of `@csm/render/node` makes a PNG from it.
 *
 * @returns an SVG document.
 * @throws if there are no rankings, a value is not finite, or an array of a ranking has another length than its genes.
 *
 * @example
 * geneBars({ rankings: await rankGenesMany(encoder, cells, concepts, explainer), count: 15 });
 * @category Plots
 */
export function geneBars(options: GeneBarsOptions): string {
  checkGeneBars(options);
  const { title = '', rankings, count = 10, negative = count, limit, unit = 'mean attribution' } = options;
  const { cellSize = 280, columns = Math.min(3, rankings.length) } = options;
  return barCharts('geneBars', {
    ...{ title, limit, columns, cellSize, isTight: true },
    charts: rankings.map((ranking) => {
      const above = topGenes(ranking, count).positive;
      const below = topGenes(ranking, negative).negative;
      const shown = [...above, ...below];
      const leftOut = ranking.genes.length > shown.length;
      const bars = shown.map((gene, i) => ({
        ...barOf(ranking, gene),
        isAfterGap: leftOut && i > 0 && i === above.length,
      }));
      return { title: ranking.concept, bars, caption: captionOf(ranking, bars, unit) };
    }),
  });
}

function barOf(ranking: DrawnRanking, gene: number): Bar {
  const { genes, attribution, standardError, donorStandardError, donorMeans } = ranking;
  const error = (donorStandardError ?? standardError)?.[gene] ?? 0;
  const points = Array.from({ length: donorMeans?.shape[0] ?? 0 }, (_, d) => donorMeans?.get(d, gene) ?? 0);
  return {
    name: genes[gene] ?? '',
    value: attribution[gene] ?? 0,
    error: Number.isFinite(error) ? Math.abs(error) : 0,
    points: points.filter(Number.isFinite),
  };
}

function captionOf(ranking: DrawnRanking, bars: readonly Bar[], unit: string): string {
  const { cells, donors, donorStandardError } = ranking;
  const over = [
    cells === undefined ? '' : `${cells.toLocaleString('en')} ${cells === 1 ? 'cell' : 'cells'}`,
    donors === undefined ? '' : `${donors.toLocaleString('en')} ${donors === 1 ? 'donor' : 'donors'}`,
  ].filter(Boolean);
  const marks = [
    bars.some(({ error = 0 }) => error > 0)
      ? `lines: ± standard error over ${donorStandardError ? 'donors' : 'cells'}`
      : '',
    bars.some(({ points = [] }) => points.length > 0) ? 'circles: donors' : '',
  ].filter(Boolean);
  const shown =
    bars.length < ranking.genes.length
      ? `${bars.length} of ${ranking.genes.length.toLocaleString('en')} genes`
      : '';
  return [[unit, ...over].join(', '), marks.join('; '), shown].filter(Boolean).join('\n');
}
