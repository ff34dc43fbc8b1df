import { round } from '../svg/round.js';
import { fitText, svgText } from '../svg/text.js';

/** The longest round length (1, 2 or 5 times a power of ten) that is at most `most`. */
export function roundLength(most: number): number {
  // At a power of ten, log10 may be rounded down; in that case the length is half of the power.
  const power = 10 ** Math.floor(Math.log10(most));
  return (most / power >= 5 ? 5 : most / power >= 2 ? 2 : 1) * power;
}

/**
 * Draws a line with its length in µm or mm, black on a white halo.
 * @param at the right end of the line, its maximum length in pixels, and the micrometres per pixel.
 */
export function drawScaleBar(at: { x: number; y: number; most: number; perPixel: number }): string {
  const { x, y, most, perPixel } = at;
  const length = roundLength(most * perPixel);
  const width = round(length / perPixel);
  const label = length >= 1000 ? `${length / 1000} mm` : `${Number(length.toPrecision(1))} µm`;
  const text = fitText(label, { width: 80, size: 10, smallest: 9, weight: 600 });
  const line = `M${round(x - width)} ${y}h${width}`;
  const middle = { x: x - width / 2, y: y - 4 - text.height, anchor: 'middle', weight: 600 } as const;
  return [
    `<path d="${line}" stroke="#fff" stroke-width="5"/>`,
    `<path d="${line}" stroke="#000" stroke-width="2.5"/>`,
    `<g stroke="#fff" stroke-width="2.5" stroke-linejoin="round">${svgText(text, { ...middle, fill: '#fff' })}</g>`,
    svgText(text, { ...middle, fill: '#000' }),
  ].join('\n');
}
