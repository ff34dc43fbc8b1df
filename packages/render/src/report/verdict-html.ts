import { verdictShape } from '../certificate/verdict-mark.js';
import { escapeXml } from '../svg/text.js';
import { inlineHtml, listHtml } from './html-text.js';
import type { ReportVerdict } from './report.js';

const MEANING = {
  believe: 'The tests found no reason for doubt.',
  doubt: 'At least one test failed. Do not rely on it.',
  'too few to tell':
    'Neither a pass nor a failure: there are too few examples for the tests. Add examples before you rely on it.',
} as const;

/** A verdict as a framed block: a word, a shape of its own, and a colour. */
export function verdictHtml({ verdict, reasons, caption }: ReportVerdict): string {
  const { outline, sign } = verdictShape(verdict);
  const mark = `<svg class="mark" viewBox="0 0 16 16" width="28" height="28" aria-hidden="true" focusable="false"><path class="outline" d="${outline}"/><path class="sign" d="${sign}"/></svg>`;
  const name = caption ? `${caption}: ${verdict}` : `Verdict: ${verdict}`;
  return [
    `<div class="verdict ${verdict.replaceAll(' ', '-')}" role="group" aria-label="${escapeXml(name)}">`,
    `<p class="word">${mark}<span>${caption ? `<span class="about">${inlineHtml(caption)}:</span> ` : ''}<strong>${escapeXml(verdict)}</strong></span></p>`,
    `<p>${MEANING[verdict]}</p>`,
    reasons.length > 0 ? listHtml(reasons) : '',
    '</div>',
  ]
    .filter(Boolean)
    .join('\n');
}
