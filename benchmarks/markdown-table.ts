/** A Markdown table with aligned columns, as Biome formats them. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, k) => Math.max(3, ...[cell, ...rows.map((row) => row[k]!)].map(length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, k) => cell + ' '.repeat(widths[k]! - length(cell))).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

const length = (text: string) => [...text].length;
