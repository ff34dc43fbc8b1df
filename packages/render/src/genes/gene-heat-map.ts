import { largest } from '@csm/base';
import { resolveColorMap } from '../colour/color-map.js';
import { drawColorBar } from '../plots/color-bar.js';
import { drawHeading } from '../svg/heading.js';
import { drawLegend, SAMPLE } from '../svg/legend.js';
import { round } from '../svg/round.js';
import { svgDocument } from '../svg/svg-document.js';
import { fitText, fitTexts, oneLine, svgText, textWidth, verticalText } from '../svg/text.js';
import type { DrawnRanking } from './drawn-ranking.js';
import { checkGeneHeatMap, type GeneHeatMapOptions } from './gene-heat-map-options.js';
import { topGenes } from './top-genes.js';

const MARGIN = 16;
const SIZE = 10;
/** Room for the colour bar and its label, in pixels. */
const LEAST_WIDTH = 300;
/** Distance between the genes of different rankings, in pixels. */
const BLOCK_GAP = 5;
/** The longest label of a column, in pixels; longer ones are broken into lines. */
const LONGEST = 170;
/** Shares that the legend of the dots shows. */
const SAMPLES = [0.25, 0.5, 1];

/**
 * Draws the top genes of several rankings as a heat map: one row per gene, one column per ranking, blue below zero and red above. The
 * genes of each ranking stand together, so a gene that only one concept has is coloured in one column. With `dots`, the area
 * of a dot is a second number from 0 to 1, as in scanpy's dot plots. The result is one self-contained SVG; `rasterize` of
 * `@csm/render/node` makes a PNG from it.
 *
 * @returns an SVG document.
 * @throws if there are no rankings, their genes differ, a value is not finite, or a gene of `genes` is unknown.
 *
 * @example
 * geneHeatMap({ rankings, count: 8, dots: 'agreement' });
 * @category Plots
 */
export function geneHeatMap(options: GeneHeatMapOptions): string {
  checkGeneHeatMap(options);
  const { title = '', rankings, relative = true, cellSize = 16, unit = 'mean attribution' } = options;
  const blocks = blocksOf(options);
  const value = valuesOf(rankings, relative);
  const most = largest(blocks.flat().flatMap((gene) => rankings.map((_, r) => Math.abs(value(r, gene)))));
  const limit = options.limit ?? (relative ? 1 : most || 1);
  const colorMap = resolveColorMap('geneHeatMap', 'blueWhiteRed');
  const share = dotShares(options);

  const genes = rankings[0]?.genes ?? [];
  const labelWidth = largest(blocks.flat().map((gene) => textWidth(genes[gene] ?? '', SIZE, 400)));
  const heads = fitTexts(
    rankings.map(({ concept }) => concept),
    { width: LONGEST, size: SIZE, smallest: 7, weight: 400, lines: 1 },
  );
  // A concept with a long name needs the width of its lines.
  const step = Math.ceil(Math.max(cellSize, largest(heads.map(({ height }) => height)) + 2));
  const gridWidth = rankings.length * step;
  const needed = labelWidth + 6 + gridWidth;
  const width = Math.ceil(2 * MARGIN + Math.max(needed, LEAST_WIDTH));
  const left = round((width - needed) / 2 + labelWidth + 6);
  const heading = drawHeading(title, { width, margin: MARGIN, y: MARGIN });
  const parts = [title ? heading.svg : ''];
  let y = MARGIN + (title ? heading.height + 8 : 0) + largest(heads.map((head) => head.width)) + 6;
  for (const [r, head] of heads.entries()) {
    const at = { x: left + (r + 0.5) * step - head.height / 2, y: y - 4 } as const;
    parts.push(verticalText(head, { ...at, anchor: 'start', weight: 400 }));
  }
  for (const [b, block] of blocks.entries()) {
    const top = y;
    for (const gene of block) {
      const label = oneLine(genes[gene] ?? '', SIZE);
      const at = { x: round(left - 6), y: round(y + cellSize / 2 - SIZE * 0.62), anchor: 'end' } as const;
      parts.push(svgText(label, { ...at, weight: 400 }));
      for (const r of rankings.keys()) {
        const color = colorMap(Math.max(0, Math.min(1, 0.5 + value(r, gene) / limit / 2)));
        const fill = `rgb(${color.join(' ')})`;
        const cell = { x: round(left + r * step), y, width: step, height: cellSize };
        parts.push(
          share
            ? dot(cell.x + step / 2, y + cellSize / 2, radiusOf(share(r, gene), cellSize), fill)
            : `<rect x="${cell.x}" y="${y}" width="${step}" height="${cellSize}" fill="${fill}"/>`,
        );
      }
      y += cellSize;
    }
    parts.push(
      `<rect x="${round(left)}" y="${top}" width="${gridWidth}" height="${y - top}" fill="none" stroke="#555" stroke-width="0.75"/>`,
    );
    if (b < blocks.length - 1) y += BLOCK_GAP;
  }
  y += 14;
  const label = relative ? `${unit}, divided by the largest |value| of its column` : unit;
  const bar = drawColorBar(
    { colorMap, range: [-limit, limit], label },
    { x: MARGIN, y, width: width - 2 * MARGIN, barWidth: 200 },
  );
  parts.push(bar.svg);
  y += bar.height;
  if (share) {
    const name =
      options.dots === 'agreement'
        ? 'share of cells or donors with the sign of the mean'
        : options.dots?.label;
    const text = fitText(`area of a dot: ${name}`, {
      ...{ width: width - 2 * MARGIN, size: 11, smallest: 9, weight: 400 },
    });
    parts.push(svgText(text, { x: width / 2, y: y + 10, anchor: 'middle', weight: 400, fill: '#333' }));
    y += 10 + text.height;
    const entries = SAMPLES.map((each) => ({
      label: `${100 * each} %`,
      sample: (x: number, top: number) =>
        dot(x + SAMPLE / 2, top + SAMPLE / 2, radiusOf(each, cellSize), '#ddd'),
    }));
    const legend = drawLegend(entries, { x: MARGIN, y: y + 4, width: width - 2 * MARGIN });
    parts.push(legend.svg);
    y += 4 + legend.height;
  }
  return svgDocument('geneHeatMap', { width, height: Math.ceil(y + MARGIN) }, title, parts);
}

/** The genes to draw, as indices: one block per ranking, or one block of the genes that the caller asks for. */
function blocksOf({ rankings, genes, count = 5 }: GeneHeatMapOptions): number[][] {
  if (genes) {
    const index = new Map((rankings[0]?.genes ?? []).map((gene, i) => [gene, i]));
    return [genes.map((gene) => index.get(gene) ?? 0)];
  }
  const taken = new Set<number>();
  const blocks = rankings.map((ranking) => {
    const block = topGenes(ranking, count).positive.filter((gene) => !taken.has(gene));
    for (const gene of block) taken.add(gene);
    return block;
  });
  const filled = blocks.filter((block) => block.length > 0);
  // Rankings without any value above zero still have a picture.
  return filled.length > 0 ? filled : [[0]];
}

function valuesOf(rankings: readonly DrawnRanking[], relative: boolean) {
  const scales = rankings.map(({ attribution }) =>
    relative ? largest(Array.from(attribution, Math.abs)) || 1 : 1,
  );
  return (r: number, gene: number): number => (rankings[r]?.attribution[gene] ?? 0) / (scales[r] ?? 1);
}

/** The share that the area of each dot shows; undefined if cells are filled. */
function dotShares({ rankings, dots }: GeneHeatMapOptions) {
  if (dots === undefined) return undefined;
  return (r: number, gene: number): number => {
    const found: number =
      dots === 'agreement' ? (rankings[r]?.agreement?.[gene] ?? 0) : dots.values.get(gene, r);
    return Number.isFinite(found) ? Math.max(0, Math.min(1, found)) : 0;
  };
}

/** No larger than the sample of a legend, which must show the areas that the map has. */
const radiusOf = (share: number, cell: number): number =>
  Math.sqrt(share) * Math.min(cell / 2 - 1, SAMPLE / 2 + 1);

const dot = (x: number, y: number, radius: number, fill: string): string =>
  `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="${fill}" stroke="#777" stroke-width="0.5"/>`;
