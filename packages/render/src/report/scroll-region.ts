import { escapeXml } from '../svg/text.js';

/**
 * Wide content that scrolls on a narrow page, also with the keyboard. A group and not a region, because a region is a landmark,
 * and a page with as many landmarks as tables has none.
 */
export const scrollRegion = (label: string, className: string, html: string): string =>
  `<div class="${className}" role="group" tabindex="0" aria-label="${escapeXml(label)}">${html}</div>`;
