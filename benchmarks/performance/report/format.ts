import type { Row, RowResult } from '../row.js';

export const times = (value: number) => `${value >= 100 ? value.toFixed(0) : value.toFixed(2)} ×`;
export const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
export const milliseconds = (ms: number) => (ms >= 100 ? Math.round(ms).toLocaleString('en') : ms.toFixed(1));
export const gflop = (flops: number) =>
  flops >= 1e10 ? (flops / 1e9).toFixed(0) : (flops / 1e9).toPrecision(2);
export const range = (values: readonly number[], format: (value: number) => string) =>
  `${format(Math.min(...values)).replace(' ×', '')} – ${format(Math.max(...values)).replace(' ×', '')}`;

/** The title of a row, with its day if other rows were measured later. */
export const titleWithDate = ({ title }: Row, { date }: RowResult, newest: string | undefined) =>
  date === newest ? title : `${title} (${date})`;
