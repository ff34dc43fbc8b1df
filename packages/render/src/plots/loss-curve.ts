import { largest } from '@csm/base';
import { extent, least } from 'd3-array';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { drawHeading } from '../svg/heading.js';
import { drawLegend, type LegendEntry, SAMPLE } from '../svg/legend.js';
import { round } from '../svg/round.js';
import { svgDocument } from '../svg/svg-document.js';
import { fitText, oneLine, svgText, textWidth, verticalText } from '../svg/text.js';
import { axisDomain, tickFormat } from './axis.js';
import { checkLossCurve, type LossCurveEpoch, type LossCurveOptions } from './loss-curve-options.js';

const MARGIN = 16;
const TICK_SIZE = 10;
/** Okabe & Ito's blue and vermilion, which colour-blind readers can distinguish. */
const COLORS = { training: '#0072b2', validation: '#d55e00' } as const;
/** Curves with more points than this are drawn without dots. */
const MOST_DOTS = 40;

type Series = keyof typeof COLORS;
const SERIES = ['training', 'validation'] as const satisfies readonly Series[];
interface Point {
  readonly epoch: number;
  readonly loss: number;
}

/**
 * Draws the loss over the epochs of a training, on the training images and, if it was measured, on validation images, with a
 * ring at the epoch of the lowest validation loss. The result is one self-contained SVG; `rasterize` of
 * `@csm/render/node` makes a PNG from it.
 *
 * @param history as `trainVae` returns it.
 * @returns an SVG document.
 * @throws if the history is not an array, is empty or contains a number that is not finite, or if the width is not a
 * whole number of at least 240.
 * @category Plots
 */
export function lossCurve(history: readonly LossCurveEpoch[], options: LossCurveOptions = {}): string {
  const { title = '', label = 'loss', width = 480 } = options;
  checkLossCurve(history, options);
  const series: Record<Series, Point[]> = {
    training: history.map(({ epoch, loss }) => ({ epoch, loss })),
    validation: history.flatMap(({ epoch, validation }) =>
      validation ? [{ epoch, loss: validation.loss }] : [],
    ),
  };
  const best = least(series.validation, ({ loss }) => loss);

  const parts: string[] = [];
  let top = MARGIN;
  if (title) {
    const heading = drawHeading(title, { width, margin: MARGIN, y: top });
    parts.push(heading.svg);
    top += heading.height + 6;
  }
  const legend = drawLegend(legendOf(series, best), { x: MARGIN, y: top, width: width - 2 * MARGIN });
  parts.push(legend.svg);
  top += legend.height + 8;
  const bottom = Math.round(top + 0.5 * width);
  const points = [...series.training, ...series.validation];
  const y = scaleLinear(domainOf(points, 'loss'), [bottom, top]).nice(5);
  const format = tickFormat(y, 5);
  const numbers = y.ticks(5).map(format);
  const left = Math.ceil(MARGIN + 20 + largest(numbers.map((text) => textWidth(text, TICK_SIZE, 400))));
  const x = scaleLinear(domainOf(series.training, 'epoch'), [left + 6, width - MARGIN - 6]);

  parts.push(axes(x, y, { left, right: width - MARGIN, top, bottom }));
  parts.push(
    verticalText(fitText(label, { width: bottom - top, size: 11, smallest: 8, weight: 400, lines: 1 }), {
      ...{ x: MARGIN - 8, y: (top + bottom) / 2, anchor: 'middle', weight: 400, fill: '#333' },
    }),
  );
  for (const name of SERIES) parts.push(curve(series[name], x, y, COLORS[name]));
  if (best)
    parts.push(
      `<circle cx="${round(x(best.epoch))}" cy="${round(y(best.loss))}" r="6" fill="none" stroke="${COLORS.validation}" stroke-width="1.5"/>`,
    );
  const below = fitText('epoch', { width, size: 11, smallest: 11, weight: 400 });
  const middle = (left + width - MARGIN) / 2;
  parts.push(svgText(below, { x: middle, y: bottom + 18, anchor: 'middle', weight: 400, fill: '#333' }));
  return svgDocument('lossCurve', { width, height: bottom + 18 + below.height + MARGIN / 2 }, title, parts);
}

function curve(
  points: readonly Point[],
  x: ScaleLinear<number, number>,
  y: ScaleLinear<number, number>,
  color: string,
): string {
  if (points.length === 0) return '';
  const path = line<Point>(
    ({ epoch }) => x(epoch),
    ({ loss }) => y(loss),
  ).digits(2);
  const dots =
    points.length > MOST_DOTS
      ? []
      : points.map(
          ({ epoch, loss }) =>
            `<circle cx="${round(x(epoch))}" cy="${round(y(loss))}" r="2.5" fill="${color}"/>`,
        );
  return [
    `<path d="${path(points)}" fill="none" stroke="${color}" stroke-width="1.75" stroke-linejoin="round"/>`,
    ...dots,
  ].join('\n');
}

/** Draws the frame, grid lines and numbers. */
function axes(
  x: ScaleLinear<number, number>,
  y: ScaleLinear<number, number>,
  frame: { left: number; right: number; top: number; bottom: number },
): string {
  const { left, right, top, bottom } = frame;
  const number = (text: string, at: { x: number; y: number; anchor: 'middle' | 'end' }) =>
    svgText(oneLine(text, TICK_SIZE), { ...at, weight: 400, fill: '#333' });
  const format = tickFormat(y, 5);
  const rows = y.ticks(5).map((tick) => {
    const at = round(y(tick));
    const text = number(format(tick), { x: left - 5, y: at - 6, anchor: 'end' });
    return `<path d="M${left} ${at}H${right}" stroke="#ddd" stroke-width="0.75"/>\n${text}`;
  });
  const columns = x
    .ticks(Math.max(1, Math.floor((right - left) / 60)))
    .filter(Number.isInteger)
    .map((tick) => {
      const at = round(x(tick));
      const text = number(String(tick), { x: at, y: bottom + 5, anchor: 'middle' });
      return `<path d="M${at} ${bottom}v4" stroke="#555" stroke-width="0.75"/>\n${text}`;
    });
  const corner = `<path d="M${left} ${top}V${bottom}H${right}" fill="none" stroke="#555" stroke-width="0.75"/>`;
  return [...rows, corner, ...columns].join('\n');
}

/** The curves that are drawn, and the ring. */
function legendOf(series: Record<Series, readonly Point[]>, best: Point | undefined): LegendEntry[] {
  const curves = SERIES.filter((name) => series[name].length > 0).map((name) => ({
    label: name,
    sample: (x: number, y: number) =>
      `<path d="M${x} ${y + SAMPLE / 2}h${SAMPLE}" stroke="${COLORS[name]}" stroke-width="1.75"/>`,
  }));
  if (!best) return curves;
  const lowest = `lowest validation loss, ${Number(best.loss.toPrecision(4))} in epoch ${best.epoch}`;
  const ring = (x: number, y: number) =>
    `<rect x="${x + 1}" y="${y + 1}" width="10" height="10" rx="5" fill="none" stroke="${COLORS.validation}" stroke-width="1.5"/>`;
  return [...curves, { label: lowest, sample: ring }];
}

/** From the lowest to the highest value; a single value gets a margin. */
function domainOf(points: readonly Point[], key: keyof Point): [number, number] {
  const [low = 0, high = 0] = extent(points, (point) => point[key]);
  if (key === 'epoch') return low < high ? [low, high] : [low - 0.5, high + 0.5];
  return axisDomain(low, high);
}
