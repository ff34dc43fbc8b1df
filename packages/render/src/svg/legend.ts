import { largest } from '@csm/base';
import { round } from './round.js';
import { fitText, svgText } from './text.js';

/** An entry of a legend. */
export interface LegendEntry {
  readonly label: string;
  /** Draws the sample, of {@link SAMPLE} × {@link SAMPLE} pixels, with its top left at (x, y). @returns SVG. */
  readonly sample: (x: number, y: number) => string;
}

/** Width and height of the sample of a legend entry, in pixels. */
export const SAMPLE = 12;
const SAMPLE_GAP = 5;
const ENTRY_GAP = 18;
const SIZE = 11;

/**
 * Draws a legend in a box with its top left at (x, y): entries next to each other, in as many centred rows as they need.
 * @returns SVG, and the height of the legend: 0 without entries.
 */
export function drawLegend(
  entries: readonly LegendEntry[],
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): { svg: string; height: number } {
  const placed = entries.map(({ label, sample }) => {
    const text = fitText(label, { width: width - SAMPLE - SAMPLE_GAP, size: SIZE, smallest: 9, weight: 400 });
    return { text, sample, width: SAMPLE + SAMPLE_GAP + text.width };
  });
  const rows: (typeof placed)[] = [];
  let room = 0;
  for (const entry of placed) {
    const row = rows.at(-1);
    if (row && entry.width + ENTRY_GAP <= room) row.push(entry);
    else rows.push([entry]);
    room = (row === rows.at(-1) ? room - ENTRY_GAP : width) - entry.width;
  }
  const parts: string[] = [];
  let top = y;
  for (const row of rows) {
    const total = row.reduce((sum, entry) => sum + entry.width + ENTRY_GAP, -ENTRY_GAP);
    let left = x + (width - total) / 2;
    for (const { text, sample, width: entryWidth } of row) {
      parts.push(sample(round(left), round(top + 1)));
      const at = { x: round(left + SAMPLE + SAMPLE_GAP), y: top, anchor: 'start', weight: 400 } as const;
      parts.push(svgText(text, { ...at, fill: '#333' }));
      left += entryWidth + ENTRY_GAP;
    }
    top += Math.max(SAMPLE + 2, largest(row.map(({ text }) => text.height))) + 2;
  }
  return { svg: parts.join('\n'), height: Math.ceil(top - y) };
}
