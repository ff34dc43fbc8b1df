import { markdownTable } from '../markdown-table.js';
import type { ScaleResults } from './results.js';
import { WAYS } from './ways.js';

/** Fewer inputs have smaller shards than a run would have, and more bytes per input. */
const LEAST_INPUTS = 5000;

/**
 * The table of core-hours and bytes for numbers of inputs, extrapolated from what was measured. A way takes the cores that its processes can
 * use: one per process, and at most those of the machine.
 */
export function sizesTable(
  { runs, inputs, concepts, encoder, machine, cores, bytes }: ScaleResults,
  sizes: readonly number[],
): string {
  const head = ['way', ...sizes.map((size) => `core-hours, ${named(size)}`)];
  const rows = WAYS.flatMap(({ name, processes }) => {
    const run = runs[name];
    if (!run) return [];
    const coreHours = (run.seconds * Math.min(processes, cores)) / 3600 / run.inputs;
    return [[name, ...sizes.map((size) => shownNumber(coreHours * size))]];
  });
  const kinds =
    bytes && inputs >= LEAST_INPUTS
      ? (['scores', 'maps', 'summaries', 'manifests', 'plan'] as const).map((kind) => [
          kind,
          ...sizes.map((size) => shownBytes((bytes[kind] / inputs) * size)),
        ])
      : [];
  return [
    `From ${inputs} inputs × ${concepts} concepts, encoder "${encoder}", ${machine}`,
    '',
    markdownTable(head, rows),
    ...(kinds.length > 0 ? ['', markdownTable(['bytes', ...sizes.map(named)], kinds)] : []),
  ].join('\n');
}

const named = (size: number) => `${size.toLocaleString('en')} inputs`;

function shownNumber(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
}

function shownBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(2)} ${units[unit]}`;
}
