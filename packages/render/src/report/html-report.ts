import { escapeXml } from '../svg/text.js';
import { checkReport } from './check-report.js';
import { inlineHtml, paragraphs } from './html-text.js';
import type { Report } from './report.js';
import { REPORT_STYLE } from './report-style.js';
import { contentsHtml, placeSections, sectionHtml } from './section-html.js';
import { settingsHtml } from './settings-html.js';

/** Nothing is loaded from outside, and no script runs. */
const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * Makes a page of results as one HTML document that opens offline: pictures are embedded, nothing is loaded from outside, and no
 * script is needed to read it. It has a table of contents, follows the reader's light or dark mode, can be read with the keyboard
 * and a screen reader, and prints with all details open.
 *
 * @returns the document, to be written to a file with the ending `.html`.
 * @throws if the report is malformed: an unknown option, a figure without `alt`, a table whose rows do not have one cell per column.
 *
 * @example
 * const html = htmlReport({
 *   title: 'Eyeglasses',
 *   lead: 'Which pixels give a face its concept score?',
 *   sections: [
 *     {
 *       heading: 'Can the map be believed?',
 *       blocks: [
 *         { kind: 'verdict', verdict: certificate.verdict, reasons: certificate.reasons },
 *         { kind: 'figure', source: certificateFigure(certificate), alt: 'Certificate of the concept Eyeglasses' },
 *       ],
 *     },
 *   ],
 *   settings: { seed: 0 },
 * });
 * @category Reports
 */
export function htmlReport(report: Report): string {
  checkReport('htmlReport', report);
  const { title, lead, sections, settings } = report;
  const placed = placeSections([...sections, { heading: 'Settings', blocks: [] }], new Set(['content']));
  const all = placed.map((section, i) =>
    sectionHtml(i === sections.length ? { ...section, html: settingsHtml(settings) } : section),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<h1>${inlineHtml(title)}</h1>
${paragraphs(lead)}
</header>
<nav aria-labelledby="contents">
<h2 id="contents">Contents</h2>
${contentsHtml(placed)}
</nav>
<main id="content" tabindex="-1">
${all.join('\n')}
</main>
</body>
</html>
`;
}
