import { checkOutputSize } from '../checks/check-output-size.js';
import { escapeXml, FONT_FAMILY } from './text.js';

/** Makes a self-contained SVG on white. @throws if a side has more pixels than a picture may have. */
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
