import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { pngDataUri } from '../pictures/png.js';
import { endFormat, tickFormat } from '../plots/axis.js';
import { fitText, LINE_HEIGHT, svgText, textWidth } from '../svg/text.js';
import { type ColorMap, type ColorMapName, resolveColorMap } from './color-map.js';

/** A legend that says which value has which colour. */
export interface ColorBar {
  /** The colour map of the pictures it stands for. Default `blueWhiteRed`. */
  readonly colorMap?: ColorMapName | ColorMap;
  /** The values at its two ends: [−limit, limit] for a signed map, [0, limit] for a magnitude. */
  readonly range: readonly [low: number, high: number];
  /** What the numbers are, with their unit. */
  readonly label?: string;
  /** Index of the column it stands under. Default: under the whole panel, in the middle. */
  readonly column?: number;
}

const BAR_HEIGHT = 10;
const TICK_SIZE = 10;
const TICK_LENGTH = 3;
const TICK_GAP = 5;

/** Throws unless the bar can be drawn. */
export function checkColorBar(caller: string, bar: ColorBar, columns: number): void {
  const [low, high] = bar.range;
  if (!(low < high && Number.isFinite(high - low)))
    throw new RangeError(
      `${caller}: a colour bar's range must be two numbers low < high, got [${bar.range}]; leave the bar out for all-zero maps`,
    );
  if (bar.column !== undefined && !(Number.isInteger(bar.column) && bar.column >= 0 && bar.column < columns))
    throw new RangeError(
      `${caller}: a colour bar stands under column ${bar.column}; there are ${columns} columns`,
    );
  resolveColorMap(caller, bar.colorMap ?? 'blueWhiteRed');
}

/** The bar as SVG, in a box with its top left at (x, y), with tick numbers and its label; and the height that it takes. */
export function drawColorBar(
  bar: ColorBar,
  box: { x: number; y: number; width: number; barWidth: number },
): { svg: string; height: number } {
  const { x, y, width, barWidth } = box;
  const start = x + Math.round((width - barWidth) / 2);
  const scale = scaleLinear(bar.range, [start, start + barWidth]);
  const ticks = barTicks(bar.range, scale, [x, x + width]);
  const below = y + BAR_HEIGHT;
  const labelY = below + 2 + (ticks.length ? TICK_LENGTH + TICK_SIZE * LINE_HEIGHT : 0);
  // Under a bar too narrow for numbers, the range in words.
  const words = ticks.length ? '' : `${bar.range.map(endFormat(...bar.range)).join(' to ')}\n`;
  const label = fitText(words + (bar.label ?? ''), { width, size: 11, smallest: 9, weight: 400 });
  const svg = [
    `<image x="${start}" y="${y}" width="${barWidth}" height="${BAR_HEIGHT}" preserveAspectRatio="none" image-rendering="pixelated" href="${barImage(bar, barWidth)}"/>`,
    `<rect x="${start}" y="${y}" width="${barWidth}" height="${BAR_HEIGHT}" fill="none" stroke="#555" stroke-width="0.75"/>`,
    ...ticks.map(({ value, text, middle }) => {
      const number = { lines: [text], size: TICK_SIZE, width: 0, height: 0 };
      const at = { x: round(middle), y: below + TICK_LENGTH + 1 };
      return `<path d="M${round(scale(value))} ${below}v${TICK_LENGTH}" stroke="#555" stroke-width="0.75"/>
${svgText(number, { ...at, anchor: 'middle', weight: 400, fill: '#333' })}`;
    }),
    svgText(label, { x: x + width / 2, y: labelY, anchor: 'middle', weight: 400, fill: '#333' }),
  ].join('\n');
  return { svg, height: Math.ceil(labelY - y + label.height) };
}

/**
 * The numbers under a bar: three to five round ones where they stand beside each other without touching, else both ends
 * and the middle, else both ends, else none. `middle` is where a number is centred: under its tick, or as near as the
 * box allows.
 */
export function barTicks(
  [low, high]: readonly [number, number],
  scale: ScaleLinear<number, number>,
  [left, right]: readonly [number, number],
): { value: number; text: string; middle: number }[] {
  const place = (values: number[], format: (value: number) => string) =>
    values.map((value) => {
      const text = value === 0 ? '0' : format(value);
      const half = textWidth(text, TICK_SIZE, 400) / 2;
      return { value, text, half, middle: Math.max(left + half, Math.min(right - half, scale(value))) };
    });
  const apart = (ticks: ReturnType<typeof place>) =>
    ticks.every((tick, i) => {
      const previous = ticks[i - 1];
      const from = previous ? previous.middle + previous.half + TICK_GAP : left;
      return tick.middle - tick.half >= from && tick.middle + tick.half <= right;
    });
  const ends = endFormat(low, high);
  const candidates = [
    ...[5, 4, 3].map((n) => place(scale.ticks(n), tickFormat(scale, n))),
    place([low, (low + high) / 2, high], ends),
  ];
  const both = place([low, high], ends);
  return candidates.find((ticks) => ticks.length >= 3 && apart(ticks)) ?? (apart(both) ? both : []);
}

const round = (x: number): number => Math.round(100 * x) / 100;

/** The colours from low to high: two pixels a unit of width, one row. */
function barImage(bar: ColorBar, width: number): string {
  const colorMap = resolveColorMap('panel', bar.colorMap ?? 'blueWhiteRed');
  const pixels = 2 * width;
  const data = new Uint8ClampedArray(4 * pixels).fill(255);
  for (let i = 0; i < pixels; i++) data.set(colorMap(i / (pixels - 1)), 4 * i);
  return pngDataUri({ width: pixels, height: 1, data });
}
