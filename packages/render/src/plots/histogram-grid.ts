import { bin, extent, max } from 'd3-array';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { typeName } from '../checks/type-name.js';
import { svgDocument } from '../svg/svg-document.js';
import { fitText, fitTexts, svgText } from '../svg/text.js';
import { axisDomain, tickFormat } from './axis.js';

/** Scores of two groups, one histogram each, over one another. */
export interface ScoreHistogram {
  /** Such as the concept's name. */
  readonly title: string;
  /** Scores of the examples that have the concept. */
  readonly positives: ArrayLike<number>;
  /** Scores of those that lack it. */
  readonly negatives: ArrayLike<number>;
  /** Under the histogram, such as `AUC 0.93`. */
  readonly caption?: string;
}

/** Options of {@link histogramGrid}. */
export interface HistogramGridOptions {
  readonly title?: string;
  readonly histograms: readonly ScoreHistogram[];
  /** Histograms a row. Default 4. */
  readonly columns?: number;
  /** Bins of a histogram, about: their ends are round numbers. Default 20. */
  readonly bins?: number;
  /** What the two groups are called. Default `with` and `without`. */
  readonly groups?: readonly [positives: string, negatives: string];
}

const MARGIN = 16;
const GAP = 14;
const CELL = { width: 176, height: 96 };
/** Okabe & Ito's vermilion and blue: told apart by the colour-blind. */
const COLORS = { positives: '#d55e00', negatives: '#0072b2' } as const;

/**
 * A grid of histograms, one a concept: how the scores of examples with it and without it are distributed, each group's bars
 * as a share of the group. One self-contained SVG; `rasterize` of `@csm/render/node` makes it a PNG.
 *
 * @returns an SVG document
 * @throws TypeError where there is no list of histograms; RangeError if it is empty, a group is, a score is not finite, or
 * columns or bins are not whole numbers of at least 1
 */
export function histogramGrid(options: HistogramGridOptions): string {
  check(options);
  const { title = '', histograms, columns = 4, bins = 20, groups = ['with', 'without'] } = options;
  const across = Math.min(columns, histograms.length);
  const width = 2 * MARGIN + across * (CELL.width + GAP) - GAP;
  const heads = fitTexts(
    histograms.map((histogram) => histogram.title),
    { width: CELL.width, size: 12, smallest: 8, weight: 600 },
  );
  const headHeight = Math.max(...heads.map((head) => head.height));
  const captions = fitTexts(
    histograms.map((histogram) => histogram.caption ?? ''),
    { width: CELL.width, size: 10.5, smallest: 8, weight: 400 },
  );
  const captionHeight = Math.max(...captions.map((caption) => caption.height));
  const parts: string[] = [];
  let y = MARGIN;
  if (title) {
    const heading = fitText(title, { width: width - 2 * MARGIN, size: 15, smallest: 9, weight: 600 });
    parts.push(svgText(heading, { x: width / 2, y, anchor: 'middle', weight: 600 }));
    y += heading.height + GAP / 2;
  }
  parts.push(legend(groups, width / 2, y));
  y += 22;
  const rowHeight = headHeight + CELL.height + 16 + captionHeight + GAP;
  for (const [i, histogram] of histograms.entries()) {
    const x = MARGIN + (i % across) * (CELL.width + GAP);
    const top = y + Math.floor(i / across) * rowHeight;
    const middle = x + CELL.width / 2;
    parts.push(svgText(heads[i]!, { x: middle, y: top, anchor: 'middle', weight: 600 }));
    parts.push(drawHistogram(histogram, bins, { x, y: top + headHeight + 2 }));
    const below = { x: middle, y: top + headHeight + CELL.height + 16, anchor: 'middle' } as const;
    parts.push(svgText(captions[i]!, { ...below, weight: 400, fill: '#333' }));
  }
  const height = y + Math.ceil(histograms.length / across) * rowHeight - GAP + MARGIN;
  return svgDocument('histogramGrid', { width, height: Math.ceil(height) }, title, parts);
}

/** Both groups in one frame, over a common axis. */
function drawHistogram(
  { positives, negatives }: ScoreHistogram,
  bins: number,
  at: { x: number; y: number },
): string {
  const all = [...Array.from(positives), ...Array.from(negatives)];
  const [low, high] = extent(all) as [number, number];
  const x = scaleLinear(axisDomain(low, high, 0.5), [at.x, at.x + CELL.width]).nice(bins);
  const binned = bin()
    .domain(x.domain() as [number, number])
    .thresholds(x.ticks(bins));
  const shares = (scores: ArrayLike<number>) =>
    binned(Array.from(scores)).map(({ x0, x1, length }) => ({
      x0: x0!,
      x1: x1!,
      share: length / scores.length,
    }));
  const series = { negatives: shares(negatives), positives: shares(positives) };
  const highest = max([...series.negatives, ...series.positives], ({ share }) => share)!;
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
    const label = { lines: [format(tick)], size: 9, width: 0, height: 0 };
    const text = svgText(label, {
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

const round = (value: number): number => Math.round(value * 100) / 100;

function check(options: Partial<HistogramGridOptions> | undefined): void {
  const { histograms, columns = 4, bins = 20 } = options ?? {};
  if (!Array.isArray(histograms)) {
    throw new TypeError(
      `histogramGrid: expected { histograms: [{ title, positives, negatives }] }; got ${typeName(histograms ?? options)}`,
    );
  }
  if (histograms.length === 0) throw new RangeError('histogramGrid: got no histograms');
  for (const [name, value] of Object.entries({ columns, bins }))
    if (!(Number.isInteger(value) && value >= 1))
      throw new RangeError(`histogramGrid: ${name} must be a whole number of at least 1; got ${value}`);
  for (const { title, positives, negatives } of histograms as readonly ScoreHistogram[])
    for (const [group, scores] of Object.entries({ positives, negatives })) {
      if (!(scores?.length > 0)) throw new RangeError(`histogramGrid: "${title}" has no ${group}`);
      const bad = Array.from(scores).findIndex((score) => !Number.isFinite(score));
      if (bad !== -1)
        throw new RangeError(`histogramGrid: "${title}", ${group}: score ${bad} is ${scores[bad]}`);
    }
}
