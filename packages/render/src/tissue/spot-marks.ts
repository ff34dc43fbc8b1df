import { drawColorBar } from '../plots/color-bar.js';
import { round } from '../svg/round.js';
import { fitText, svgText } from '../svg/text.js';
import { categoryMarks, type SpotCategories } from './spot-categories.js';
import { type SpotRange, spotColors } from './spot-colors.js';
import { categoryDisc, drawLegend } from './spot-legend.js';
import type { SpotValues } from './spot-values.js';

interface Centre {
  readonly cx: number;
  readonly cy: number;
}
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** How the spots of one map are drawn, and what explains their colours. */
export interface SpotMarks {
  /** The mark of the spot with this index. */
  readonly disc: (spot: number, at: Centre, radius: number) => string;
  /** Draws the colour bar or the legend in a box with its top left at (x, y). */
  readonly key: (box: Box) => { svg: string; height: number };
}

/** The marks of a map of values or of categories. @param shared the range that several maps have in common. */
export function spotMarks(map: SpotValues | SpotCategories, shared?: SpotRange): SpotMarks {
  if ('labels' in map) {
    const { markOf, legend } = categoryMarks(map);
    return {
      disc: (spot, at, radius) => categoryDisc(at, radius, markOf(spot)),
      key: (box) => drawLegend(legend, box),
    };
  }
  return valueMarks(map, shared);
}

function valueMarks(map: SpotValues, shared: SpotRange | undefined): SpotMarks {
  const { zeros = map.kind === 'minMax' ? 'filled' : 'transparent' } = map;
  const { colorOf, bar, unit } = spotColors(map, shared);
  const values = Array.from(map.values);
  const isRing = (value: number) => value === 0 && zeros === 'transparent';
  const entries = [
    ...(values.some(isRing) ? [{ mark: ring, text: '0' }] : []),
    ...(values.some(Number.isNaN) ? [{ mark: cross, text: 'no value' }] : []),
  ];
  const without = () =>
    `all values are ${values.find((value) => !Number.isNaN(value)) ?? 'missing'} (${unit})`;
  return {
    disc: (spot, at, radius) => {
      const value = values[spot] ?? Number.NaN;
      if (Number.isNaN(value)) return cross(at, radius);
      if (isRing(value)) return ring(at, radius);
      // The hairline makes a white spot visible on a white page.
      return `<circle cx="${at.cx}" cy="${at.cy}" r="${radius}" fill="${colorOf(value)}" stroke="#666" stroke-width="0.25"/>`;
    },
    key: (box) => {
      const scale = bar
        ? drawColorBar(bar, { ...box, barWidth: Math.round(0.75 * box.width) })
        : sentence(without(), box);
      const marks = drawEntries(entries, { ...box, y: box.y + scale.height + 4 });
      const gap = marks.height ? 4 : 0;
      return { svg: [scale.svg, marks.svg].join('\n'), height: scale.height + gap + marks.height };
    },
  };
}

/** A spot through which the tissue is visible: dark on a light halo, for any tissue. */
const ring = ({ cx, cy }: Centre, radius: number) =>
  `<circle cx="${cx}" cy="${cy}" r="${radius}" fill="none" stroke="#444" stroke-width="0.4" stroke-opacity="0.7"/>`;

/** A spot without a value. */
const cross = ({ cx, cy }: Centre, radius: number) => {
  const half = round(0.5 * radius);
  return `<path d="M${round(cx - half)} ${round(cy - half)}l${2 * half} ${2 * half}m0 ${-2 * half}l${-2 * half} ${2 * half}" fill="none" stroke="#444" stroke-width="0.6"/>`;
};

function sentence(words: string, { x, y, width }: Box): { svg: string; height: number } {
  const text = fitText(words, { width, size: 11, smallest: 9, weight: 400 });
  const svg = svgText(text, { x: x + width / 2, y, anchor: 'middle', weight: 400, fill: '#333' });
  return { svg, height: text.height };
}

const RADIUS = 4;
const SIZE = 10;

/** Explains marks in one centred line: the mark, then its meaning. */
function drawEntries(
  entries: readonly { mark: typeof ring; text: string }[],
  { x, y, width }: Box,
): { svg: string; height: number } {
  if (entries.length === 0) return { svg: '', height: 0 };
  const texts = entries.map(({ text }) => fitText(text, { width, size: SIZE, smallest: 9, weight: 400 }));
  const widths = texts.map((text) => 2 * RADIUS + 4 + text.width);
  const total = widths.reduce((sum, one) => sum + one, 0) + 14 * (entries.length - 1);
  let left = x + (width - total) / 2;
  const svg = entries.map(({ mark }, i) => {
    const at = { cx: round(left + RADIUS), cy: round(y + 0.62 * SIZE) };
    const text = texts[i];
    const label =
      text &&
      svgText(text, { x: round(left + 2 * RADIUS + 4), y, anchor: 'start', weight: 400, fill: '#333' });
    left += (widths[i] ?? 0) + 14;
    return mark(at, RADIUS) + (label ?? '');
  });
  return { svg: svg.join('\n'), height: Math.ceil(1.25 * SIZE) };
}
