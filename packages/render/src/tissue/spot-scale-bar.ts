import { round } from '../svg/round.js';
import { type FittedText, fitText, svgText } from '../svg/text.js';

const PADDING = 6;
const LINE = 3;
const LABEL_GAP = 3;
/** The distance of the box from the edges of a map. */
const MARGIN = 8;

/** The longest round length (1, 2 or 5 times a power of ten) that is at most `most`. */
export function roundLength(most: number): number {
  // At a power of ten, log10 may be rounded down; in that case the length is half of the power.
  const power = 10 ** Math.floor(Math.log10(most));
  return (most / power >= 5 ? 5 : most / power >= 2 ? 2 : 1) * power;
}

/** A scale bar: its length in words, and the sizes of its line and of its box in pixels. */
export interface ScaleBar {
  readonly text: FittedText;
  readonly line: number;
  readonly width: number;
  readonly height: number;
}

/** The scale bar of a map. @param most the maximum length of its line in pixels. */
export function scaleBar(most: number, micrometresPerPixel: number): ScaleBar {
  const length = roundLength(most * micrometresPerPixel);
  const line = round(length / micrometresPerPixel);
  const label = length >= 1000 ? `${length / 1000} mm` : `${Number(length.toPrecision(1))} µm`;
  const text = fitText(label, { width: 80, size: 10.5, smallest: 9, weight: 600 });
  return {
    text,
    line,
    width: round(Math.max(line, text.width) + 2 * PADDING),
    height: round(text.height + LABEL_GAP + LINE + 2 * PADDING),
  };
}

/**
 * The top left of the scale bar in a corner of a map in which it covers no spot: the first of bottom right, bottom left, top right
 * and top left. Undefined if it would cover spots in each of them.
 */
export function freeCorner(
  bar: ScaleBar,
  map: { readonly width: number; readonly height: number },
  spots: { readonly at: readonly { readonly cx: number; readonly cy: number }[]; readonly radius: number },
): { x: number; y: number } | undefined {
  const [right, low] = [map.width - MARGIN - bar.width, map.height - MARGIN - bar.height];
  const corners = [
    [right, low],
    [MARGIN, low],
    [right, MARGIN],
    [MARGIN, MARGIN],
  ] as const;
  const reach = spots.radius + 1;
  const isFree = ([x, y]: readonly [number, number]) =>
    spots.at.every(
      ({ cx, cy }) =>
        cx < x - reach || cx > x + bar.width + reach || cy < y - reach || cy > y + bar.height + reach,
    );
  const corner = corners.find(isFree);
  return corner && { x: round(corner[0]), y: round(corner[1]) };
}

/** Draws a line with its length in µm or mm, on a white box of its own, so that it can be read on dark and on light tissue. */
export function drawScaleBar(bar: ScaleBar, { x, y }: { x: number; y: number }): string {
  const { text, line, width, height } = bar;
  const middle = round(x + width / 2);
  return [
    `<rect class="scale-bar" x="${x}" y="${y}" width="${width}" height="${height}" rx="3" fill="#fff" stroke="#999" stroke-width="0.5"/>`,
    `<path d="M${round(middle - line / 2)} ${round(y + height - PADDING - LINE / 2)}h${line}" stroke="#000" stroke-width="${LINE}"/>`,
    svgText(text, { x: middle, y: y + PADDING, anchor: 'middle', weight: 600, fill: '#000' }),
  ].join('\n');
}
