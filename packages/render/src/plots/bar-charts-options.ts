import { checkCount, checkPositive } from '@csm/base';

/** The names of the options that all figures of bar charts have, for `checkOptions`. */
export const BAR_CHARTS_OPTIONS = {
  title: true,
  count: true,
  limit: true,
  unit: true,
  columns: true,
  cellSize: true,
} as const;

/** @throws unless these options are valid. */
export function checkBarCharts(
  caller: string,
  options: Readonly<Partial<Record<'count' | 'limit' | 'columns' | 'cellSize', number | undefined>>>,
): void {
  const { count = 10, limit, columns = 1, cellSize = 280 } = options;
  checkCount(caller, 'count', count);
  checkCount(caller, 'columns', columns);
  checkCount(caller, 'cellSize', cellSize, { min: 160 });
  if (limit !== undefined) checkPositive(caller, 'limit', limit);
}
