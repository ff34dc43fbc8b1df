import { checkOutputSize } from '../pictures/rgba-image.js';
import { escapeXml, FONT_FAMILY } from './text.js';

/** A self-contained SVG on white. @throws RangeError for more pixels a side than a picture may have */
export function svgDocument(
  caller: string,
  size: { width: number; height: number },
  title: string,
  parts: readonly string[],
): string {
  const { width, height } = size;
  checkOutputSize(caller, width, height);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT_FAMILY}" role="img">
${title ? `<title>${escapeXml(title)}</title>\n` : ''}<rect width="${width}" height="${height}" fill="#fff"/>
${parts.filter(Boolean).join('\n')}
</svg>
`;
}
