import { escapeXml } from '../svg/text.js';

/**
 * Wide content that scrolls on a narrow page, also with the keyboard. It is a group, because a region is a landmark, and
 * a landmark per table would make landmarks useless.
 */
export const scrollRegion = (label: string, className: string, html: string): string =>
  `<div class="${className}" role="group" tabindex="0" aria-label="${escapeXml(label)}">${html}</div>`;
