import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { geneBars, geneHeatMap, type ReportBlock, volcanoPlot } from '@csm/render';
import { figureBlock } from '../../experiments/figure-block.js';
import { writeFigure } from '../../results/write-figure.js';
import { tissueMaps } from '../../tissue/output/tissue-maps.js';
import type { RankedConcept } from '../analysis/cells-analysis.js';
import { signedBySide } from '../analysis/gene-sides.js';
import type { CellsData } from '../data/open-cells-data.js';

/** The folder of the figures in the folder of a run. */
const FIGURES = 'figures';

/** Draws the figures of all concepts as SVG and PNG. */
export async function drawFigures(
  out: string,
  data: CellsData,
  concepts: readonly RankedConcept[],
): Promise<void> {
  const draw = (name: string, svg: string) => writeFigure(join(out, FIGURES, name), svg);
  const { counts, hasPositions, isArray2016, imageFile } = data;
  const kind = isArray2016 ? 'array-2016' : 'visium';
  const onTissue = hasPositions ? await tissueMaps({ kind, counts, imageFile }) : undefined;
  if (concepts.length > 1) {
    await draw(
      'heat-map',
      geneHeatMap({
        title: 'Red: more of the gene; blue: less',
        rankings: concepts.map(signedBySide),
        count: 8,
      }),
    );
  }
  for (const { name, file, ranking, test, scores } of concepts) {
    await draw(
      `genes-${file}`,
      geneBars({ rankings: [withSides(ranking, test)], count: 20, negative: 5, cellSize: 420 }),
    );
    const { q } = ranking;
    if (q) {
      const { genes, attribution: effect } = ranking;
      await draw(`volcano-${file}`, volcanoPlot({ genes, effect, q }));
    }
    if (onTissue === undefined) continue;
    const map = { title: name, values: scores, unit: 'score' };
    await draw(`map-${file}`, onTissue({ maps: [map], cellSize: 420 }));
  }
}

/** The ranking with a mark at genes that the cells have less of. */
const withSides = (ranking: RankedConcept['ranking'], { logFoldChange }: RankedConcept['test']) => ({
  ...ranking,
  genes: ranking.genes.map((gene, g) => ((logFoldChange[g] ?? 0) < 0 ? `${gene} (less)` : gene)),
});

/** A figure of the page, or nothing if it was not drawn. */
export async function writtenFigure(
  out: string,
  name: string,
  alt: string,
  caption: string,
): Promise<ReportBlock[]> {
  const path = join(out, FIGURES, name);
  return existsSync(`${path}.png`) ? [await figureBlock(path, alt, caption)] : [];
}
