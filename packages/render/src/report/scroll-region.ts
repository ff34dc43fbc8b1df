import { escapeXml } from '../svg/text.js';

/** Wide content that scrolls on a narrow page, also with the keyboard. */
export const scrollRegion = (label: string, className: string, html: string): string =>
  `<div class="${className}" role="region" tabindex="0" aria-label="${escapeXml(label)}">${html}</div>`;
