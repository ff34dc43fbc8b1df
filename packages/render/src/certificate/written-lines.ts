import { type FontWeight, fitText, svgText } from '../svg/text.js';

/** How a paragraph is set. */
export interface LineStyle {
  readonly size: number;
  readonly weight?: FontWeight;
  readonly fill?: string;
}

/**
 * Sets a paragraph into the given width, in as many lines as it needs, with its top left at (x, y).
 * @returns SVG, and its height: 0 without a text.
 */
export function writtenLines(
  text: string,
  at: { readonly x: number; readonly y: number; readonly width: number },
  { size, weight = 400, fill = '#111' }: LineStyle,
): { svg: string; height: number } {
  const { x, y, width } = at;
  const lines = Number.POSITIVE_INFINITY;
  // Sentences quote the names of functions as Markdown does.
  const fitted = fitText(text.replaceAll('`', ''), { width, size, smallest: size, weight, lines });
  return { svg: svgText(fitted, { x, y, anchor: 'start', weight, fill }), height: fitted.height };
}
