import { markdownTable } from '../markdown-table.js';
import type { ScaleResults } from './results.js';
import { WAYS } from './ways.js';

/** The Markdown table of what was measured, and sentences on efficiency, overhead and bytes. */
export function runsTable({
  runs,
  inputs,
  concepts,
  encoder,
  machine,
  bytes,
  equalStores,
}: ScaleResults): string {
  const rows = WAYS.flatMap(({ name, processes }) => {
    const run = runs[name];
    if (!run) return [];
    return [
      [
        name,
        run.seconds.toFixed(1),
        (run.inputs / run.seconds).toFixed(1),
        ((1000 * run.cpuSeconds) / run.inputs).toFixed(2),
        // The processes that explain are the largest; the others start them or compile their TypeScript.
        run.peakMegabytes
          .slice(0, processes)
          .map((megabytes) => megabytes.toFixed(0))
          .join(', '),
        `${(100 * run.others).toFixed(0)} %`,
      ],
    ];
  });
  const head = ['way', 's', 'inputs/s', 'CPU ms per input', 'peak MB per worker', 'other load'];
  const lines = [
    `${inputs} inputs × ${concepts} concepts, encoder "${encoder}", ${machine}`,
    '',
    markdownTable(head, rows),
    '',
  ];
  const milliseconds = (name: string) => {
    const steady = runs[name]?.steady;
    return steady && (1000 * steady.seconds) / steady.inputs;
  };
  const overhead = (run: string, peer: string) => {
    const [own, alone] = [milliseconds(run), milliseconds(peer)];
    if (own === undefined || alone === undefined) return;
    const share = (100 * (own / alone - 1)).toFixed(1);
    lines.push(`- ${run}, over ${peer}: ${own.toFixed(2)} and ${alone.toFixed(2)} ms per input, ${share} %`);
  };
  const efficiency = (run: string, one: string) => {
    const [many, alone] = [milliseconds(run), milliseconds(one)];
    if (many && alone) lines.push(`- ${run}, against ${one}: ${(alone / many).toFixed(2)} ×`);
  };
  overhead('1 process, one core', 'explain, one core');
  overhead('1 process, all cores', 'explain, all cores');
  for (const run of ['2 processes', '2 processes, by queue', '4 processes']) {
    efficiency(run, '1 process, one core');
    efficiency(run, '1 process, all cores');
  }
  if (bytes) {
    const { files, ...kinds } = bytes;
    const each = Object.entries(kinds).map(([kind, count]) => `${(count / inputs).toFixed(1)} of ${kind}`);
    lines.push(`- bytes per input: ${each.join(', ')}; ${files} objects`);
  }
  if (equalStores) lines.push(`- stores with the same bytes: ${equalStores.join('; ')}`);
  const planSeconds = Object.values(runs).find((run) => run.planSeconds !== undefined)?.planSeconds;
  if (planSeconds !== undefined) lines.push(`- plan made in ${planSeconds.toFixed(2)} s`);
  return lines.join('\n');
}
