import { extent, least } from 'd3-array';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { typeName } from '../checks/type-name.js';
import { svgDocument } from '../svg/svg-document.js';
import { fitText, svgText, textWidth } from '../svg/text.js';
import { axisDomain, tickFormat } from './axis.js';

/** One epoch of a training, as `trainVae` of `@csm/models` returns it. */
export interface LossCurveEpoch {
  readonly epoch: number;
  readonly loss: number;
  readonly validation?: { readonly loss: number } | undefined;
}

/** Options of {@link lossCurve}. */
export interface LossCurveOptions {
  readonly title?: string;
  /** What the loss is, with its unit. Default `loss`. */
  readonly label?: string;
  /** Width of the picture in pixels, 240 or more; the plot is half as high. Default 480. */
  readonly width?: number;
}

const MARGIN = 16;
const TICK_SIZE = 10;
/** Okabe & Ito's blue and vermilion: told apart by the colour-blind. */
const COLORS = { training: '#0072b2', validation: '#d55e00' } as const;
/** More points than this are a line alone. */
const MOST_DOTS = 40;

type Series = keyof typeof COLORS;
interface Point {
  readonly epoch: number;
  readonly loss: number;
}

/**
 * The loss over the epochs of a training, on the training images and, where it was measured, on validation images, whose
 * lowest epoch is marked. One self-contained SVG; `rasterize` of `@csm/render/node` makes it a PNG.
 *
 * @param history - what `trainVae` returned
 * @returns an SVG document
 * @throws TypeError where history is no list; RangeError if it is empty, an epoch or a loss is not finite, or the width is
 * not a whole number of at least 240
 */
export function lossCurve(history: readonly LossCurveEpoch[], options: LossCurveOptions = {}): string {
  const { title = '', label = 'loss', width = 480 } = options;
  check(history, width);
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
    const heading = fitText(title, { width: width - 2 * MARGIN, size: 15, smallest: 9, weight: 600 });
    parts.push(svgText(heading, { x: width / 2, y: top, anchor: 'middle', weight: 600 }));
    top += heading.height + 6;
  }
  parts.push(legend(series, best, { x: MARGIN, y: top }));
  top += 24;
  const bottom = Math.round(top + 0.5 * width);
  const points = [...series.training, ...series.validation];
  const y = scaleLinear(domainOf(points, 'loss'), [bottom, top]).nice(5);
  const format = tickFormat(y, 5);
  const numbers = y.ticks(5).map(format);
  const left = Math.ceil(MARGIN + 20 + Math.max(...numbers.map((text) => textWidth(text, TICK_SIZE, 400))));
  const x = scaleLinear(domainOf(series.training, 'epoch'), [left + 6, width - MARGIN - 6]);

  parts.push(axes(x, y, { left, right: width - MARGIN, top, bottom }));
  parts.push(
    `<g transform="rotate(-90 ${MARGIN} ${(top + bottom) / 2})">${svgText(
      fitText(label, { width: bottom - top, size: 11, smallest: 8, weight: 400 }),
      { x: MARGIN, y: (top + bottom) / 2 - 8, anchor: 'middle', weight: 400, fill: '#333' },
    )}</g>`,
  );
  for (const [name, list] of Object.entries(series)) parts.push(curve(list, x, y, COLORS[name as Series]));
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

/** Frame, grid lines and numbers. */
function axes(
  x: ScaleLinear<number, number>,
  y: ScaleLinear<number, number>,
  frame: { left: number; right: number; top: number; bottom: number },
): string {
  const { left, right, top, bottom } = frame;
  const number = (text: string, at: { x: number; y: number; anchor: 'middle' | 'end' }) =>
    svgText({ lines: [text], size: TICK_SIZE, width: 0, height: 0 }, { ...at, weight: 400, fill: '#333' });
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

function legend(
  series: Record<Series, readonly Point[]>,
  best: Point | undefined,
  at: { x: number; y: number },
): string {
  const said = { training: 'training', validation: 'validation' };
  if (best) said.validation += `, lowest ${Number(best.loss.toPrecision(4))} in epoch ${best.epoch}`;
  let x = at.x;
  return (Object.keys(COLORS) as Series[])
    .filter((name) => series[name].length > 0)
    .map((name) => {
      const text = fitText(said[name], { width: 400, size: 11, smallest: 9, weight: 400 });
      const label = svgText(text, { x: x + 22, y: at.y, anchor: 'start', weight: 400, fill: '#333' });
      const sample = `<path d="M${round(x)} ${at.y + 7}h16" stroke="${COLORS[name]}" stroke-width="1.75"/>`;
      x += 22 + text.width + 18;
      return `${sample}\n${label}`;
    })
    .join('\n');
}

/** Lowest and highest; a little around a single value. */
function domainOf(points: readonly Point[], key: keyof Point): [number, number] {
  const [low, high] = extent(points, (point) => point[key]) as [number, number];
  if (key === 'epoch') return low < high ? [low, high] : [low - 0.5, high + 0.5];
  return axisDomain(low, high);
}

const round = (value: number): number => Math.round(value * 100) / 100;

function check(history: readonly LossCurveEpoch[], width: number): void {
  if (!Array.isArray(history)) {
    throw new TypeError(
      `lossCurve: expected the history of a training, [{ epoch, loss, validation? }]; got ${typeName(history)}`,
    );
  }
  if (history.length === 0) throw new RangeError('lossCurve: the history holds no epoch');
  if (!(Number.isInteger(width) && width >= 240)) {
    throw new RangeError(`lossCurve: expected width as a whole number of pixels, 240 or more; got ${width}`);
  }
  for (const [i, item] of (history as readonly (LossCurveEpoch | undefined)[]).entries()) {
    const numbers = { epoch: item?.epoch, loss: item?.loss, 'validation.loss': item?.validation?.loss ?? 0 };
    for (const [name, value] of Object.entries(numbers))
      if (!Number.isFinite(value))
        throw new RangeError(`lossCurve: ${name} of history[${i}] must be a finite number; got ${value}`);
  }
}
