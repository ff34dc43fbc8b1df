import { embeddedPicture } from '../pictures/embedded-picture.js';
import { escapeXml } from '../svg/text.js';
import { inlineHtml } from './html-text.js';
import type { ReportFigure } from './report.js';
import { scrollRegion } from './scroll-region.js';
import { svgSize } from './svg-size.js';

/** A figure that is wider scrolls on a narrow page, because its labels would become too small to read. */
const LEGIBLE_WIDTH = 640;

/** A picture as an `<img>` with a data URI: so an SVG cannot run scripts, load files or take part in the page's style. */
export function figureHtml({ source, alt, caption, width }: ReportFigure): string {
  const picture =
    typeof source === 'string'
      ? { ...svgSize(source), href: svgUri(source) }
      : embeddedPicture('htmlReport', source);
  const shown = Math.round(width ?? picture.width);
  const height = Math.round((shown * picture.height) / picture.width);
  // Enlarged pixels stay sharp, as in the figures of this package; photographs are smoothed.
  const pixels = picture.href.startsWith('data:image/png') && shown > picture.width ? ' class="pixels"' : '';
  const img = `<img${pixels} src="${picture.href}" alt="${escapeXml(alt)}" width="${shown}" height="${height}">`;
  const card =
    shown > LEGIBLE_WIDTH
      ? scrollRegion(`Figure: ${alt}`, 'card wide', img)
      : `<div class="card">${img}</div>`;
  return `<figure>\n${card}\n${caption ? `<figcaption>${inlineHtml(caption)}</figcaption>\n` : ''}</figure>`;
}

/** An SVG as the value of a quoted attribute: base64 would make it a third larger. */
const svgUri = (svg: string): string =>
  `data:image/svg+xml;charset=utf-8,${svg.trim().replace(/[%#"<>&\t\n\r]/g, (character) => encodeURIComponent(character))}`;
