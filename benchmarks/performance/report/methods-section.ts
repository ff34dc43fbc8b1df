import { markdownTable } from '../../markdown-table.js';
import { median } from '../../rounds.js';
import { methodCases } from '../methods/index.js';
import type { Row, RowResult } from '../row.js';
import { milliseconds, percent, range, times } from './format.js';

/** The table of the methods: the CPU time of each relative to the gradient of the same encoder, by ascending time. */
export function methodsSection(measured: readonly { row: Row; result: RowResult }[]): string {
  const lines = measured.flatMap(({ row, result }) => lineOf(row, result));
  const tableOf = (encoder: string) =>
    markdownTable(
      [
        'method',
        'call',
        'CPU time of a gradient',
        'smallest – largest',
        'CPU ms',
        'MB over idle',
        'measured on',
      ],
      lines
        .filter((line) => line.encoder === encoder)
        .toSorted((a, b) => a.ratio - b.ratio)
        .map(({ cells }) => cells),
    );
  const has = (encoder: string) => lines.some((line) => line.encoder === encoder);
  const others = Math.max(...measured.map(({ result }) => result.others));
  return [
    `Each method explains one concept on eight images by its public function, with \`@csm/wasm\` on one thread, and with its default settings unless the table says
otherwise. Its process takes turns with one that computes the gradient. CPU times are compared, because they depend less on what else runs on the machine
(other processes took up to ${percent(Math.min(1, others))} of it). Many passes of few images cost more on a small encoder such as B than on a large one, where passes are all that counts.`,
    ...(has('B') ? [tableOf('B')] : []),
    ...(has('ViT') ? ['On a vision transformer of two small blocks:', tableOf('ViT')] : []),
  ].join('\n\n');
}

function lineOf({ title, ratios: [ratio] }: Row, { entries, date }: RowResult) {
  const found = methodCases.find(({ name }) => name === title);
  const [own, gradient] = [entries[ratio?.time ?? ''], entries[ratio?.to ?? '']];
  if (!found || !own || !gradient) return [];
  const relative = own.cpuMs.map((ms, round) => ms / gradient.cpuMs[round]!);
  return [
    {
      encoder: found.encoder,
      ratio: median(relative),
      cells: [
        title,
        found.call,
        times(median(relative)),
        range(relative, times),
        milliseconds(median(own.cpuMs)),
        own.megabytes.toFixed(0),
        date,
      ],
    },
  ];
}
