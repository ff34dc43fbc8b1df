import { largest } from '@csm/base';
import { round } from '../svg/round.js';
import { fitText, svgText } from '../svg/text.js';
import type { CategoryMark } from './spot-categories.js';

const RADIUS = 5;
const TEXT_LEFT = 2 * RADIUS + 4;
const GAP = 10;
const SIZE = 10.5;

/** Draws a disc in the colours of a category. */
export function categoryDisc(
  at: { cx: number; cy: number },
  radius: number,
  { color, inner }: CategoryMark,
): string {
  const circle = (r: number, fill: string, stroke = '') =>
    `<circle cx="${at.cx}" cy="${at.cy}" r="${round(r)}" fill="${fill}"${stroke}/>`;
  const disc = circle(radius, color, ' stroke="#666" stroke-width="0.25"');
  return inner === undefined ? disc : disc + circle(0.45 * radius, inner);
}

/** Draws the legend of categories, in rows in a box with its top left at (x, y). @returns SVG, and the legend's height. */
export function drawLegend(
  marks: readonly CategoryMark[],
  { x, y, width }: { x: number; y: number; width: number },
): { svg: string; height: number } {
  const entries = marks.map((mark) => {
    const text = fitText(mark.name, { width: width - TEXT_LEFT, size: SIZE, smallest: 9, weight: 400 });
    return { mark, text, width: TEXT_LEFT + text.width };
  });
  const parts: string[] = [];
  let [left, top] = [0, 0];
  let row: typeof entries = [];
  const endRow = () => {
    top += Math.max(0, largest(row.map(({ text }) => text.height))) + 2;
    [left, row] = [0, []];
  };
  for (const entry of entries) {
    if (left > 0 && left + entry.width > width) endRow();
    const at = { cx: x + left + RADIUS, cy: round(y + top + 0.625 * entry.text.size) };
    parts.push(categoryDisc(at, RADIUS, entry.mark));
    parts.push(
      svgText(entry.text, {
        x: round(x + left + TEXT_LEFT),
        y: y + top,
        anchor: 'start',
        weight: 400,
        fill: '#333',
      }),
    );
    left += entry.width + GAP;
    row.push(entry);
  }
  endRow();
  return { svg: parts.join('\n'), height: Math.ceil(top) };
}
