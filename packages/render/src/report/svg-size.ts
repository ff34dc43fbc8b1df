/** The start tag of an SVG document, after declarations and comments. */
const SVG_START = /^\s*(?:<\?xml[^>]*\?>\s*|<!DOCTYPE[^>[]*>\s*|<!--[\s\S]*?-->\s*)*<svg\b([^>]*)>/i;

/** Whether a text is an SVG document, as far as its start tag tells. */
export const isSvg = (text: string): boolean => SVG_START.test(text);

/** Width and height of an SVG in pixels; 300 × 150, as in a browser, for one without a size. */
export function svgSize(svg: string): { width: number; height: number } {
  const tag = SVG_START.exec(svg)?.[1] ?? '';
  const side = (name: string) =>
    Number(new RegExp(`\\s${name}=["'](\\d*\\.?\\d+)(?:px)?["']`).exec(tag)?.[1] ?? Number.NaN);
  const [width, height] = [side('width'), side('height')];
  if (width > 0 && height > 0) return { width, height };
  const [, , boxWidth = 0, boxHeight = 0] = (/\sviewBox=["']([^"']*)["']/.exec(tag)?.[1] ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  return boxWidth > 0 && boxHeight > 0 ? { width: boxWidth, height: boxHeight } : { width: 300, height: 150 };
}
