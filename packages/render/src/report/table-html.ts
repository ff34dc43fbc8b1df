import { inlineHtml } from './html-text.js';
import type { ReportTable } from './report.js';
import { scrollRegion } from './scroll-region.js';

/** A table with its caption, and headings of its columns and rows. */
export function tableHtml({ caption, columns, rows }: Omit<ReportTable, 'kind'>): string {
  const isNumeric = columns.map((_, c) => c > 0 && rows.length > 0 && rows.every((row) => isNumber(row[c])));
  const kind = (c: number) => (isNumeric[c] ? ' class="number"' : '');
  const head = columns.map((name, c) => `<th scope="col"${kind(c)}>${inlineHtml(name)}</th>`).join('');
  const body = rows.map((row) => {
    const cells = row.map((cell, c) => {
      const text = typeof cell === 'number' ? numberText(cell) : inlineHtml(cell);
      return c === 0 ? `<th scope="row">${text}</th>` : `<td${kind(c)}>${text}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  return scrollRegion(
    `Table: ${caption}`,
    'wide',
    `<table>\n<caption>${inlineHtml(caption)}</caption>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table>`,
  );
}

/** A number, or a text that is one with its unit or bound, such as `12 %`, `< .001`, `1/64` or `–`. */
const isNumber = (cell: string | number | undefined): boolean =>
  typeof cell === 'number' ||
  /^(?:[<>≤≥]? ?[−+-]?[\d.,]+(?:e[−+-]?\d+)?(?:\/\d+)?(?: ?%)?|–)$/.test(cell ?? '');

/** A number of a table: whole numbers in full, others with four significant digits, and a true minus sign. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (Number.isInteger(value)) return String(value).replace('-', '−');
  const text = value.toPrecision(4);
  return text.replace(/-/g, '−');
}
