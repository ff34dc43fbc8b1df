import { fitText, svgText } from './text.js';

/** The title of a figure as SVG, centred at the top, and its height: 0 without a title. */
export function drawHeading(
  title: string,
  at: { readonly width: number; readonly margin: number; readonly y: number },
): { svg: string; height: number } {
  const { width, margin, y } = at;
  const text = fitText(title, { width: width - 2 * margin, size: 15, smallest: 9, weight: 600 });
  return { svg: svgText(text, { x: width / 2, y, anchor: 'middle', weight: 600 }), height: text.height };
}
