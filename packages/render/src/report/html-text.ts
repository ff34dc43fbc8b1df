import { escapeXml } from '../svg/text.js';

/** Code in backticks, or an address. */
const SPECIAL = /`([^`\n]+)`|(https:\/\/[^\s<>"'`()]*[^\s<>"'`().,;:!?])/g;

/** Plain text as HTML: text in backticks is set as code, and an https address becomes a link. */
export function inlineHtml(text: string): string {
  let html = '';
  let end = 0;
  for (const { 0: all, 1: code, 2: address, index } of text.matchAll(SPECIAL)) {
    html += escapeXml(text.slice(end, index));
    html +=
      code === undefined
        ? `<a href="${escapeXml(address ?? all)}">${escapeXml(address ?? all)}</a>`
        : `<code>${escapeXml(code)}</code>`;
    end = index + all.length;
  }
  return html + escapeXml(text.slice(end));
}

/** Paragraphs, which are separated by empty lines. */
export const paragraphs = (text: string): string =>
  text
    .split(/\n\s*\n/)
    .filter((part) => part.trim() !== '')
    .map((part) => `<p>${inlineHtml(part.trim())}</p>`)
    .join('\n');

export const listHtml = (items: readonly string[]): string =>
  `<ul>\n${items.map((item) => `<li>${inlineHtml(item)}</li>`).join('\n')}\n</ul>`;
