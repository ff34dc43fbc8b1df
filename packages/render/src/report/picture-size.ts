/** The start tag of an SVG document, after declarations and comments. */
const SVG_START = /^\s*(?:<\?xml[^>]*\?>\s*|<!DOCTYPE[^>[]*>\s*|<!--[\s\S]*?-->\s*)*<svg\b([^>]*)>/i;
const PNG_SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

/** Whether a text is an SVG document, as far as its start tag tells. */
export const isSvg = (text: string): boolean => SVG_START.test(text);

/** Whether the bytes are those of a PNG file with a size. */
export const isPng = (bytes: Uint8Array): boolean =>
  bytes.length >= 24 && PNG_SIGNATURE.every((byte, i) => bytes[i] === byte);

/** Width and height of a picture in pixels; 300 × 150, as in a browser, for an SVG that has none. */
export function pictureSize(source: string | Uint8Array): { width: number; height: number } {
  if (typeof source === 'string') return svgSize(source);
  const header = new DataView(source.buffer, source.byteOffset, 24);
  return { width: header.getUint32(16), height: header.getUint32(20) };
}

function svgSize(svg: string): { width: number; height: number } {
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
