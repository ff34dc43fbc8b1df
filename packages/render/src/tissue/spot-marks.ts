import { drawColorBar } from '../plots/color-bar.js';
import { categoryMarks, type SpotCategories } from './spot-categories.js';
import { type SpotValues, spotColors } from './spot-colors.js';
import { categoryDisc, drawLegend } from './spot-legend.js';

/** How the spots of one map are drawn, and what explains their colours. */
export interface SpotMarks {
  /** The disc of a spot with this index. */
  readonly disc: (spot: number, at: { cx: number; cy: number }, radius: number) => string;
  /** Draws the colour bar or the legend in a box with its top left at (x, y). */
  readonly key: (box: { x: number; y: number; width: number }) => { svg: string; height: number };
}

/** The marks of a map of values or of categories. */
export function spotMarks(map: SpotValues | SpotCategories): SpotMarks {
  if ('labels' in map) {
    const { markOf, legend } = categoryMarks(map);
    return {
      disc: (spot, at, radius) => categoryDisc(at, radius, markOf(spot)),
      key: (box) => drawLegend(legend, box),
    };
  }
  const { colorOf, bar } = spotColors(map);
  return {
    disc: (spot, { cx, cy }, radius) => {
      const value = map.values[spot] ?? Number.NaN;
      const circle = `<circle cx="${cx}" cy="${cy}" r="${radius}"`;
      if (Number.isNaN(value)) return `${circle} fill="none" stroke="#999" stroke-width="0.5"/>`;
      // The hairline makes a white spot visible on a white page.
      return `${circle} fill="${colorOf(value)}" stroke="#666" stroke-width="0.25"/>`;
    },
    key: ({ x, y, width }) =>
      bar ? drawColorBar(bar, { x, y, width, barWidth: Math.round(0.75 * width) }) : { svg: '', height: 0 },
  };
}
