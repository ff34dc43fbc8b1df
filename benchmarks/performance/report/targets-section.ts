import { markdownTable } from '../../markdown-table.js';
import { median } from '../../rounds.js';
import type { Ratio, Row, RowResult } from '../row.js';
import { range, times, titleWithDate } from './format.js';

/** The table of targets. `newest` is the last day on which something was measured. */
export function targetsSection(
  measured: readonly { row: Row; result: RowResult }[],
  newest: string | undefined,
): string {
  const lines = measured.flatMap(({ row, result }) => {
    const title = titleWithDate(row, result, newest);
    const said = [...row.ratios.map((ratio) => targetLine(ratio, result)), ...memoryLines(row, result)];
    return said.map((line) => [title, ...line]);
  });
  return markdownTable(['row', 'what', 'target', 'measured', 'smallest – largest', ''], lines);
}

/** What a ratio compares, its target, what was measured, and whether the target is met. */
export function targetLine(ratio: Ratio, result: RowResult): string[] {
  const ratios = ratiosOf(ratio, result);
  if (!ratios) return [ratio.what, target(ratio), 'not measured', '', ''];
  const value = median(ratios);
  const met =
    ratio.atMost !== undefined
      ? value <= ratio.atMost
      : ratio.atLeast === undefined || value >= ratio.atLeast;
  const said = (ratio.atMost ?? ratio.atLeast) ? (met ? 'met' : '**missed**') : '';
  return [ratio.what, target(ratio), times(value), range(ratios, times), said];
}

function memoryLines({ memory = [] }: Row, { entries }: RowResult): string[][] {
  return memory.flatMap(({ of, atMost }) => {
    const found = entries[of];
    if (!found) return [];
    const said = atMost === undefined ? '' : found.megabytes <= atMost ? 'met' : '**missed**';
    const target = atMost === undefined ? '' : `≤ ${atMost} MB`;
    const measured = `${found.megabytes.toFixed(0)} MB`;
    return [[`memory over the idle process, ${of}`, target, measured, '', said]];
  });
}

function target({ atMost, atLeast }: Ratio): string {
  if (atMost !== undefined) return `≤ ${atMost} ×`;
  return atLeast === undefined ? '' : `≥ ${atLeast} ×`;
}

/** The ratio of the two times in each round. */
function ratiosOf({ time, to, faster }: Ratio, { entries }: RowResult): number[] | undefined {
  const [own, other] = [entries[time], entries[to]];
  if (!own || !other) return undefined;
  return own.ms.map((ms, round) => (faster ? other.ms[round]! / ms : ms / other.ms[round]!));
}
