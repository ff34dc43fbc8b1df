import { fitText, svgText } from '../svg/text.js';

/** A round length of 1, 2 or 5 times a power of ten: the longest that is no longer than `most`. */
export function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  // Rounding may put 10 just below itself.
  return (most / power >= 5 ? 5 : most / power >= 2 ? 2 : 1) * power;
}

/** A line with its length in µm or mm, black on a white halo, its right end at (x, y). `perPixel`: micrometres a pixel. */
export function drawScaleBar(at: { x: number; y: number; most: number; perPixel: number }): string {
  const { x, y, most, perPixel } = at;
  const length = roundLength(most * perPixel);
  const width = Math.round((100 * length) / perPixel) / 100;
  const words = length >= 1000 ? `${length / 1000} mm` : `${Number(length.toPrecision(1))} µm`;
  const text = fitText(words, { width: 80, size: 10, smallest: 9, weight: 600 });
  const line = `M${Math.round(100 * (x - width)) / 100} ${y}h${width}`;
  const middle = { x: x - width / 2, y: y - 4 - text.height, anchor: 'middle', weight: 600 } as const;
  return [
    `<path d="${line}" stroke="#fff" stroke-width="5"/>`,
    `<path d="${line}" stroke="#000" stroke-width="2.5"/>`,
    `<g stroke="#fff" stroke-width="2.5" stroke-linejoin="round">${svgText(text, { ...middle, fill: '#fff' })}</g>`,
    svgText(text, { ...middle, fill: '#000' }),
  ].join('\n');
}
