import { largest } from '@csm/base';
import { bin, extent, max } from 'd3-array';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { drawHeading } from '../svg/heading.js';
import { round } from '../svg/round.js';
import { svgDocument } from '../svg/svg-document.js';
import { fitText, fitTexts, oneLine, svgText } from '../svg/text.js';
import { axisDomain, tickFormat } from './axis.js';
import {
  checkHistogramGridOptions,
  type HistogramGridOptions,
  type ScoreHistogram,
} from './histogram-grid-options.js';

const MARGIN = 16;
const GAP = 14;
const CELL = { width: 176, height: 96 };
/** Okabe & Ito's vermilion and blue, which colour-blind readers can distinguish. */
const COLORS = { positives: '#d55e00', negatives: '#0072b2' } as const;

/**
 * Draws a grid of histograms, one per concept: the distributions of the scores of examples with and without the
 * concept. The heights of the bars are shares of their group. The result is one self-contained SVG; `rasterize` of
 * `@csm/render/node` makes a PNG from it.
 *
 * @returns an SVG document.
 * @throws if there are no histograms, a group has no scores, a score is not finite, or `columns` or `bins` is not a whole
 * number of at least 1.
 */
export function histogramGrid(options: HistogramGridOptions): string {
  checkHistogramGridOptions(options);
  const { title = '', histograms, columns = 4, bins = 20, groups = ['with', 'without'] } = options;
  const across = Math.min(columns, histograms.length);
  const width = 2 * MARGIN + across * (CELL.width + GAP) - GAP;
  const heads = fitTexts(
    histograms.map((histogram) => histogram.title),
    { width: CELL.width, size: 12, smallest: 8, weight: 600 },
  );
  const headHeight = largest(heads.map((head) => head.height));
  const captions = fitTexts(
    histograms.map((histogram) => histogram.caption ?? ''),
    { width: CELL.width, size: 10.5, smallest: 8, weight: 400 },
  );
  const captionHeight = largest(captions.map((caption) => caption.height));
  const parts: string[] = [];
  let y = MARGIN;
  if (title) {
    const heading = drawHeading(title, { width, margin: MARGIN, y });
    parts.push(heading.svg);
    y += heading.height + GAP / 2;
  }
  parts.push(legend(groups, width / 2, y));
  y += 22;
  const rowHeight = headHeight + CELL.height + 16 + captionHeight + GAP;
  for (const [i, histogram] of histograms.entries()) {
    const x = MARGIN + (i % across) * (CELL.width + GAP);
    const top = y + Math.floor(i / across) * rowHeight;
    const middle = x + CELL.width / 2;
    const [head, caption] = [heads[i], captions[i]];
    if (head) parts.push(svgText(head, { x: middle, y: top, anchor: 'middle', weight: 600 }));
    parts.push(drawHistogram(histogram, bins, { x, y: top + headHeight + 2 }));
    const below = { x: middle, y: top + headHeight + CELL.height + 16, anchor: 'middle' } as const;
    if (caption) parts.push(svgText(caption, { ...below, weight: 400, fill: '#333' }));
  }
  const height = y + Math.ceil(histograms.length / across) * rowHeight - GAP + MARGIN;
  return svgDocument('histogramGrid', { width, height: Math.ceil(height) }, title, parts);
}

/** Draws both groups in one frame with a common axis. */
function drawHistogram(
  { positives, negatives }: ScoreHistogram,
  bins: number,
  at: { x: number; y: number },
): string {
  const all = [...Array.from(positives), ...Array.from(negatives)];
  const [low = 0, high = 0] = extent(all);
  const x = scaleLinear(axisDomain(low, high, 0.5), [at.x, at.x + CELL.width]).nice(bins);
  const binned = bin()
    .domain(x.domain() as [number, number])
    .thresholds(x.ticks(bins));
  const shares = (scores: ArrayLike<number>) =>
    binned(Array.from(scores)).map(({ x0 = 0, x1 = 0, length }) => ({
      x0,
      x1,
      share: length / scores.length,
    }));
  const series = { negatives: shares(negatives), positives: shares(positives) };
  const highest = max([...series.negatives, ...series.positives], ({ share }) => share) ?? 1;
  const y = scaleLinear([0, highest], [at.y + CELL.height, at.y + 4]);
  const bars = Object.entries(series).map(([group, list]) => {
    const path = list
      .filter(({ share }) => share > 0)
      .map(
        ({ x0, x1, share }) =>
          `M${round(x(x0))} ${round(y(0))}V${round(y(share))}H${round(x(x1))}V${round(y(0))}`,
      )
      .join('');
    const color = COLORS[group as keyof typeof COLORS];
    return `<path d="${path}" fill="${color}" fill-opacity="0.5" stroke="${color}" stroke-width="0.75"/>`;
  });
  return [...bars, axis(x, at)].join('\n');
}

function axis(x: ScaleLinear<number, number>, at: { x: number; y: number }): string {
  const bottom = at.y + CELL.height;
  const line = `<path d="M${at.x} ${bottom}H${at.x + CELL.width}" stroke="#555" stroke-width="0.75"/>`;
  const format = tickFormat(x, 4);
  const ticks = x.ticks(4).map((tick) => {
    const text = svgText(oneLine(format(tick), 9), {
      x: round(x(tick)),
      y: bottom + 3,
      anchor: 'middle',
      weight: 400,
      fill: '#333',
    });
    return `<path d="M${round(x(tick))} ${bottom}v3" stroke="#555" stroke-width="0.75"/>\n${text}`;
  });
  return [line, ...ticks].join('\n');
}

function legend(groups: readonly [string, string], middle: number, y: number): string {
  const entry = (name: string, color: string, x: number, anchor: 'start' | 'end') => {
    const text = fitText(name, { width: 300, size: 11, smallest: 8, weight: 400 });
    const box = anchor === 'end' ? x - text.width - 16 : x;
    const label = svgText(text, { x: box + 16, y: y - 1, anchor: 'start', weight: 400 });
    return `<rect x="${round(box)}" y="${y}" width="11" height="11" fill="${color}" fill-opacity="0.5" stroke="${color}"/>\n${label}`;
  };
  return [
    entry(groups[0], COLORS.positives, middle - 10, 'end'),
    entry(groups[1], COLORS.negatives, middle + 10, 'start'),
  ].join('\n');
}
