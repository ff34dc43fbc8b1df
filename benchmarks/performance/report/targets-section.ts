import { markdownTable } from '../../markdown-table.js';
import { median } from '../../rounds.js';
import type { Ratio, Row, RowResult } from '../row.js';
import { range, times } from './format.js';

/** The table of targets. */
export function targetsSection(measured: readonly { row: Row; result: RowResult }[]): string {
  const lines = measured.flatMap(({ row, result }) => [
    ...row.ratios.map((ratio) => targetLine(row, ratio, result)),
    ...memoryLines(row, result),
  ]);
  return markdownTable(['row', 'what', 'target', 'measured', 'smallest – largest', ''], lines);
}

export function targetLine(row: Row, ratio: Ratio, result: RowResult): string[] {
  const ratios = ratiosOf(ratio, result);
  if (!ratios) return [row.title, ratio.what, target(ratio), 'not measured', '', ''];
  const value = median(ratios);
  const met =
    ratio.atMost !== undefined
      ? value <= ratio.atMost
      : ratio.atLeast === undefined || value >= ratio.atLeast;
  const said = (ratio.atMost ?? ratio.atLeast) ? (met ? 'met' : '**missed**') : '';
  return [row.title, ratio.what, target(ratio), times(value), range(ratios, times), said];
}

function memoryLines({ title, memory = [] }: Row, { entries }: RowResult): string[][] {
  return memory.flatMap(({ of, atMost }) => {
    const found = entries[of];
    if (!found) return [];
    const said = atMost === undefined ? '' : found.megabytes <= atMost ? 'met' : '**missed**';
    const target = atMost === undefined ? '' : `≤ ${atMost} MB`;
    const measured = `${found.megabytes.toFixed(0)} MB`;
    return [[title, `memory over the idle process, ${of}`, target, measured, '', said]];
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
