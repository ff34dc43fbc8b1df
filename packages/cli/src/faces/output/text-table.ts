import { largest } from '@csm/base';
/**
 * Formats lines of cells as columns of text, with the first line as heading. Columns with nothing under their heading are left
 * out.
 */
export function textTable([heading = [], ...lines]: readonly (readonly string[])[]): string {
  const columns = [...heading.keys()].filter((column) => lines.some((line) => line[column] !== ''));
  const all = [heading, ...lines];
  const widths = columns.map((column) => largest(all.map((line) => line[column]!.length)));
  const rows = all.map((line) => columns.map((column, i) => line[column]!.padEnd(widths[i]!)).join('  '));
  return rows.map((row) => row.trimEnd()).join('\n');
}
