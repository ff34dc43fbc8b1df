import { largest } from '@csm/base';
import { formatNumber, formatShare } from '../../svg/format-number.js';
import { drawHeading } from '../../svg/heading.js';
import { drawLegend, SAMPLE } from '../../svg/legend.js';
import { svgDocument } from '../../svg/svg-document.js';
import { fitText, fitTexts, svgText, textWidth, verticalText } from '../../svg/text.js';
import { histograms as binnedHistograms } from './histogram.js';
import { CELL, drawHistogram, GROUP_COLORS, scalesOf, TICK_SIZE, yNumbers } from './histogram-cell.js';
import {
  checkHistogramGridOptions,
  type HistogramGridOptions,
  type ScoreHistogram,
} from './histogram-grid-options.js';

const MARGIN = 16;
const GAP = 16;
const LABEL_SIZE = 10.5;
/** Room for the label of the vertical axes. */
const LABEL_WIDTH = 16;

/**
 * Draws a grid of histograms, one per concept: the distributions of the scores of examples with and without the concept. Heights
 * are densities: the areas of the bars of a group sum to 1. Both axes have numbers and labels, and the legend gives the size of
 * the groups (under each histogram, if they differ). The result is one self-contained SVG; `rasterize` of `@csm/render/node` makes
 * a PNG from it.
 *
 * @returns an SVG document.
 * @throws if there are no histograms, a group has no scores, a score is not finite, `auc` is outside [0, 1], or `columns` or `bins`
 * is not a whole number of at least 1.
 *
 * @example
 * // The paper's figure: 40 attributes, 10 × 4, 40 bins.
 * histogramGrid({
 *   histograms: attributes.map((title, k) => ({ title, positives: scores[k].with, negatives: scores[k].without, auc: aucs[k] })),
 *   columns: 4,
 *   bins: 40,
 *   binning: 'exact',
 * });
 * @category Plots
 */
export function histogramGrid(options: HistogramGridOptions): string {
  checkHistogramGridOptions(options);
  const { title = '', histograms, columns = 4, bins = 20, binning = 'round' } = options;
  const { groups = ['with', 'without'], axisLabel = 'concept score v · z' } = options;
  const cells = histograms.map(({ positives, negatives }) =>
    scalesOf(binnedHistograms([positives, negatives], bins, binning)),
  );
  const numberWidth = Math.ceil(
    largest(cells.flatMap((cell) => yNumbers(cell).map((text) => textWidth(text, TICK_SIZE, 400)))) + 6,
  );
  const across = Math.min(columns, histograms.length);
  const step = numberWidth + CELL.width + GAP;
  const width = 2 * MARGIN + LABEL_WIDTH + across * step - GAP;
  const sizes = commonSizes(histograms);
  const heads = fitTexts(
    histograms.map((histogram) => histogram.title),
    { width: CELL.width, size: 12, smallest: 8, weight: 600 },
  );
  const captions = fitTexts(
    histograms.map((histogram) => captionOf(histogram, sizes ? undefined : groups)),
    { width: CELL.width + numberWidth, size: LABEL_SIZE, smallest: 8, weight: 400, lines: 4 },
  );
  const xLabel = fitText(axisLabel, { width: CELL.width, size: LABEL_SIZE, smallest: 8, weight: 400 });
  const [headHeight, captionHeight] = [heads, captions].map((texts) =>
    largest(texts.map((text) => text.height)),
  ) as [number, number];

  const parts: string[] = [];
  let y = MARGIN;
  if (title) {
    const heading = drawHeading(title, { width, margin: MARGIN, y });
    parts.push(heading.svg);
    y += heading.height + GAP / 2;
  }
  const legend = drawLegend(
    (['positives', 'negatives'] as const).map((group, i) => ({
      label: sizes ? `${groups[i]} (n = ${count(sizes[i] ?? 0)})` : (groups[i] ?? ''),
      sample: (x, top) => sample(GROUP_COLORS[group], x, top),
    })),
    { x: MARGIN, y, width: width - 2 * MARGIN },
  );
  parts.push(legend.svg);
  y += legend.height + 6;
  const lowest = (i: number) => i + across >= histograms.length;
  const rowCount = Math.ceil(histograms.length / across);
  for (let row = 0; row < rowCount; row++) {
    const inRow = [...histograms.keys()].slice(row * across, (row + 1) * across);
    const top = y + headHeight + 2;
    const bottom = top + CELL.height;
    const labelHeight = inRow.some(lowest) ? xLabel.height : 0;
    for (const i of inRow) {
      const x = MARGIN + LABEL_WIDTH + (i % across) * step + numberWidth;
      const middle = x + CELL.width / 2;
      const [head, caption, cell] = [heads[i], captions[i], cells[i]];
      if (!head || !caption || !cell) continue;
      parts.push(
        svgText(head, { x: middle, y: y + headHeight - head.height, anchor: 'middle', weight: 600 }),
      );
      parts.push(drawHistogram(cell, { x, y: top, room: [x - numberWidth, x + CELL.width + GAP / 2] }));
      const below = { x: middle, anchor: 'middle', weight: 400, fill: '#333' } as const;
      if (lowest(i)) parts.push(svgText(xLabel, { ...below, y: bottom + 18 }));
      parts.push(svgText(caption, { ...below, y: bottom + 18 + (lowest(i) ? xLabel.height : 0) }));
    }
    const yLabel = fitText('density', { width: CELL.height, size: LABEL_SIZE, smallest: 8, weight: 400 });
    const left = {
      x: MARGIN,
      y: top + CELL.height / 2,
      anchor: 'middle',
      weight: 400,
      fill: '#333',
    } as const;
    parts.push(verticalText(yLabel, left));
    y = bottom + 18 + labelHeight + captionHeight + GAP;
  }
  return svgDocument('histogramGrid', { width, height: Math.ceil(y - GAP + MARGIN) }, title, parts);
}

/** The numbers of examples with and without the concept, if they are the same for all histograms. */
function commonSizes(histograms: readonly ScoreHistogram[]): readonly [number, number] | undefined {
  const [first] = histograms;
  if (!first) return undefined;
  const sizes = [first.positives.length, first.negatives.length] as const;
  const isCommon = histograms.every(
    ({ positives, negatives }) => positives.length === sizes[0] && negatives.length === sizes[1],
  );
  return isCommon ? sizes : undefined;
}

/** @param groups the names of the groups, if their sizes are to be given. */
function captionOf(
  { positives, negatives, auc, cohensD, caption = '' }: ScoreHistogram,
  groups: readonly [string, string] | undefined,
): string {
  const numbers = [
    auc === undefined ? '' : `AUC ${formatShare(auc)}`,
    cohensD === undefined ? '' : `d ${formatNumber(cohensD)}`,
  ];
  const sizes = groups
    ? `n = ${count(positives.length)} ${groups[0]}, ${count(negatives.length)} ${groups[1]}`
    : '';
  return [numbers.filter(Boolean).join(', '), sizes, caption].filter(Boolean).join('\n');
}

const count = (n: number): string => n.toLocaleString('en');

const sample = (color: string, x: number, y: number): string =>
  `<rect x="${x}" y="${y}" width="${SAMPLE - 1}" height="${SAMPLE - 1}" fill="${color}" fill-opacity="0.5" stroke="${color}"/>`;
