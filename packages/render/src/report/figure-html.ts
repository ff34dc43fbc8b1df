import { dataUri } from '../pictures/png.js';
import { escapeXml } from '../svg/text.js';
import { inlineHtml } from './html-text.js';
import { pictureSize } from './picture-size.js';
import type { ReportFigure } from './report.js';
import { scrollRegion } from './scroll-region.js';

/** A figure that is wider scrolls on a narrow page, because its labels would become too small to read. */
const LEGIBLE_WIDTH = 640;

/** A picture as an `<img>` with a data URI: so an SVG cannot run scripts, load files or take part in the page's style. */
export function figureHtml({ source, alt, caption, width }: ReportFigure): string {
  const size = pictureSize(source);
  const shown = Math.round(width ?? size.width);
  const height = Math.round((shown * size.height) / size.width);
  const uri = typeof source === 'string' ? svgUri(source) : dataUri('image/png', source);
  // Enlarged pixels stay sharp, as in the figures of this package.
  const pixels = typeof source !== 'string' && shown > size.width ? ' class="pixels"' : '';
  const img = `<img${pixels} src="${uri}" alt="${escapeXml(alt)}" width="${shown}" height="${height}">`;
  const picture =
    shown > LEGIBLE_WIDTH
      ? scrollRegion(`Figure: ${alt}`, 'card wide', img)
      : `<div class="card">${img}</div>`;
  return `<figure>\n${picture}\n${caption ? `<figcaption>${inlineHtml(caption)}</figcaption>\n` : ''}</figure>`;
}

/** An SVG as the value of a quoted attribute: base64 would make it a third larger. */
const svgUri = (svg: string): string =>
  `data:image/svg+xml;charset=utf-8,${svg.trim().replace(/[%#"<>&\t\n\r]/g, (character) => encodeURIComponent(character))}`;
