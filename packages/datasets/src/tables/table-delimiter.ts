/**
 * The character between the cells of a table: the most frequent of the candidates in the header, or in the next line if the
 * header has none. R's `write.table` writes spaces, which also occur within cells, so a space only counts if there is no other.
 */
export function tableDelimiter(text: string, candidates: readonly string[] = [',', ';', '\t']): string {
  const lines = text.trimStart().split('\n', 2);
  for (const line of lines) {
    const [best = '', count = 0] = mostFrequent(line, candidates);
    if (count > 0) return best;
  }
  const isSpaced =
    lines.some((line) => line.trim().includes(' ')) && lines.every((line) => line.trim() !== '');
  return isSpaced ? ' ' : (candidates[0] ?? ',');
}

function mostFrequent(line: string, candidates: readonly string[]): [delimiter?: string, count?: number] {
  const counts = candidates.map((delimiter) => [delimiter, line.split(delimiter).length - 1] as const);
  return [...counts.reduce((best, other) => (other[1] > best[1] ? other : best), ['', 0] as const)];
}
