import { largest, smallest } from '@csm/base';
import { INTER_REGULAR, INTER_SEMIBOLD, INTER_UNITS_PER_EM } from './inter-widths.js';
import { round } from './round.js';

/** Font weights of figures: the two that `rasterize` provides. */
export type FontWeight = 400 | 600;

/**
 * The font of figures, and others in which its labels also fit, for viewers that lack Inter: Helvetica and Arial are narrower,
 * Liberation Sans is as wide as Arial, and DejaVu Sans Condensed is the narrow form of the usual sans-serif of Linux, which itself
 * is up to 18 % wider than Inter: headings crossed the edge of the page.
 */
export const FONT_FAMILY = "Inter, Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans Condensed', sans-serif";

/** Lines of text, and the font size in pixels at which they fit. */
export interface FittedText {
  readonly lines: readonly string[];
  readonly size: number;
  readonly width: number;
  readonly height: number;
}

export const LINE_HEIGHT = 1.25;

/** Escapes text for XML content or a quoted attribute; characters that XML forbids become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** Width of a line in Inter, in pixels. A character outside ASCII counts as a full em, which few exceed. */
export function textWidth(text: string, size: number, weight: FontWeight): number {
  const widths = weight === 600 ? INTER_SEMIBOLD : INTER_REGULAR;
  let units = 0;
  // The text is decomposed, because é is as wide as e.
  for (const character of text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/\u00A0/g, ' '))
    units += widths[(character.codePointAt(0) ?? 0) - 32] ?? INTER_UNITS_PER_EM;
  return (units * size) / INTER_UNITS_PER_EM;
}

/**
 * Breaks text into lines no wider than `width`: at white space (not at U+00A0) and after `_`, `/`, `-` and `.` (but not within
 * a number). If this results in more than `lines` lines, the size is reduced, down to `smallest`; at that size, words
 * are cut. No character is ever dropped.
 */
export function fitText(
  text: string,
  options: { width: number; size: number; smallest: number; weight: FontWeight; lines?: number },
): FittedText {
  const { width, weight, lines: most = 3 } = options;
  for (let size = options.size; size >= options.smallest; size -= 0.5) {
    const lines = wrap(text, (line) => textWidth(line, size, weight) <= width, false);
    if (lines.length <= most && lines.every((line) => textWidth(line, size, weight) <= width))
      return fitted(lines, size, weight);
  }
  const size = options.smallest;
  const lines = wrap(text, (line) => textWidth(line, size, weight) <= width, true);
  return fitted(lines, size, weight);
}

/** Fits several texts, all at the size of the smallest, so that labels of one kind look alike. */
export function fitTexts(texts: readonly string[], options: Parameters<typeof fitText>[1]): FittedText[] {
  const size = Math.min(options.size, smallest(texts.map((text) => fitText(text, options).size)));
  return texts.map((text) => fitText(text, { ...options, size, smallest: size }));
}

function fitted(lines: readonly string[], size: number, weight: FontWeight): FittedText {
  const width = Math.max(0, largest(lines.map((line) => textWidth(line, size, weight))));
  return { lines, size, width, height: Math.ceil(lines.length * size * LINE_HEIGHT) };
}

/** Fills the lines greedily. A piece that is longer than a line is kept whole, or cut if `cut` is true. */
function wrap(text: string, fits: (line: string) => boolean, cut: boolean): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split(/\r?\n/)) {
    let line = '';
    const end = () => {
      if (line.trim()) lines.push(line.trim());
      line = '';
    };
    for (const piece of paragraph.split(/(?<=[_/]|(?!\u00A0)\s)|(?<=[.-])(?!\d)/u)) {
      if (fits((line + piece).trim())) {
        line += piece;
        continue;
      }
      end();
      if (!cut || fits(piece.trim())) line = piece;
      else
        for (const character of piece) {
          if (line && !fits(line + character)) end();
          line += character;
        }
    }
    end();
  }
  return lines;
}

/** One line of text, not wrapped. */
export const oneLine = (text: string, size: number): FittedText => ({
  lines: [text],
  size,
  width: 0,
  height: 0,
});

/** Writes one `<text>` per line; y is the top of the first line. */
export function svgText(
  text: FittedText,
  at: { x: number; y: number; anchor: 'start' | 'middle' | 'end'; weight: FontWeight; fill?: string },
): string {
  const { x, y, anchor, weight, fill = '#111' } = at;
  return text.lines
    .map((line, i) => {
      // A baseline at 0.95 of the size below the top centres Inter's capitals in a line of height 1.25.
      const baseline = (y + i * text.size * LINE_HEIGHT + 0.95 * text.size).toFixed(2);
      return `<text x="${x}" y="${baseline}" font-size="${text.size}" font-weight="${weight}" text-anchor="${anchor}" fill="${fill}">${escapeXml(line)}</text>`;
    })
    .join('\n');
}

/** Writes text upwards; (x, y) is where its first line, turned back, has its top and its anchor. */
export function verticalText(text: FittedText, at: Parameters<typeof svgText>[1]): string {
  const { x, y, ...rest } = at;
  return `<g transform="translate(${round(x)} ${round(y)}) rotate(-90)">${svgText(text, { x: 0, y: 0, ...rest })}</g>`;
}
