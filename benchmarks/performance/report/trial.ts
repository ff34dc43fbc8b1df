import { median } from '../../rounds.js';
import type { Row, RowResult } from '../row.js';
import { milliseconds } from './format.js';
import { sameness } from './sameness.js';
import { targetLine } from './targets-section.js';

/** The times and ratios of a row, as text. */
export function trialLines(row: Row, result: RowResult): string {
  const medians = Object.entries(result.entries).map(
    ([label, { ms, cpuMs, megabytes }]) =>
      `  ${label}: ${milliseconds(median(ms))} ms, CPU ${milliseconds(median(cpuMs))} ms, ${megabytes.toFixed(0)} MB over idle`,
  );
  const ratios = row.ratios.map((ratio) => `  ${targetLine(ratio, result).join(' | ')}`);
  return [...medians, ...ratios, `  ${sameness(result)}`].join('\n');
}
