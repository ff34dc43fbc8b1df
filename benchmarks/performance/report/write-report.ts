import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { writeAtomically } from '@csm/base/node';
import { rasterize } from '@csm/render/node';
import { markdownTable } from '../../markdown-table.js';
import { median } from '../../rounds.js';
import { type GrowthResult, growths } from '../growth.js';
import { QUIET } from '../measure.js';
import type { Entry, Row, RowResult } from '../row.js';
import { rows } from '../rows/index.js';
import { enginesSection } from './engines-section.js';
import { gflop, milliseconds, percent, range, titleWithDate } from './format.js';
import { growthPlot } from './growth-plot.js';
import { methodsSection } from './methods-section.js';
import { profileSection } from './profile-section.js';
import { sameness } from './sameness.js';
import { targetsSection } from './targets-section.js';

/** All measurements, as `results.jsonl` stores them. */
export interface Results {
  readonly rows: Record<string, RowResult>;
  readonly growth: Record<string, GrowthResult>;
}

const DOCUMENT = fileURLToPath(new URL('../../../docs/performance.md', import.meta.url));
const FIGURE = fileURLToPath(new URL('../../../docs/images/performance-growth.png', import.meta.url));

/** Writes docs/performance.md and its figure. */
export async function writeReport(results: Results): Promise<void> {
  const measured = rows.flatMap((row) => {
    const result = results.rows[row.id];
    return result ? [{ row, result }] : [];
  });
  const compared = measured.filter(({ row }) => row.family === undefined);
  const methods = measured.filter(({ row }) => row.family === 'methods');
  const grown = growths.flatMap((growth) => {
    const result = results.growth[growth.id];
    return result ? [{ growth, result }] : [];
  });
  if (grown.length > 0) await writeAtomically(FIGURE, await rasterize(growthPlot(grown)));
  const dates = [...compared, ...grown].map(({ result }) => result.date);
  const newest = dates.toSorted().at(-1);
  const missing = rows
    .filter(({ id, family }) => !results.rows[id] && family === undefined)
    .map(({ title }) => title);
  const parts = [
    '# Speed',
    introduction(Object.values(results.rows), newest),
    '## Which engine to take when',
    enginesSection(results.rows),
    '## Targets',
    targetsSection(compared, newest),
    ...(missing.length > 0 ? [`Not measured: ${missing.join('; ')}.`] : []),
    ...compared.flatMap(({ row, result }) => [`## ${row.title}`, rowSection(row, result, results)]),
    ...(methods.length > 0 ? ['## Methods compared with the gradient', methodsSection(methods)] : []),
    '## Where the time of a gradient goes',
    ...measured.flatMap(({ row, result }) =>
      result.kernels ? [profileSection(titleWithDate(row, result, newest), result.kernels)] : [],
    ),
    NEXT,
    ...(grown.length > 0 ? ['## How time grows', growthSection(grown.map(({ result }) => result))] : []),
    ...(await handWritten()),
    '## Other measurements',
    OTHERS,
  ];
  await writeAtomically(DOCUMENT, `${parts.join('\n\n')}\n`);
}

/** The section about sizes, which is written by hand and stays as the page has it. */
async function handWritten(): Promise<string[]> {
  const page = await readFile(DOCUMENT, 'utf8');
  return (page.match(/^## Size\n[\s\S]*?(?=\n## )/m) ?? []).map((section) => section.trimEnd());
}

function introduction(results: readonly RowResult[], newest = 'no day'): string {
  const versions = results.flatMap(({ entries }) => Object.values(entries).map(({ version }) => version));
  return `Written by \`npm run benchmark\` (\`benchmarks/performance/\`, one file per row); do not edit anything but "Size". The processes of a row take turns, with one run
each per round; a run of less than 0.2 s is repeated, and its mean counts. A ratio compares two runs of the same round; the tables give its median, smallest and largest value. A is the paper's CelebA encoder at
128 × 128 × 3, B its olfactory-bulb encoder at 32 × 32 × 1, both untrained. Times are wall-clock times; CPU times are given next to them and include
all threads.

Machine: ${cpus().length} cores of ${cpus()[0]?.model.trim() ?? 'unknown make'}, no GPU; Node ${process.version}, ${[...new Set(versions)].join(', ')};
measured on ${newest}, unless an older day is given. The line under each table gives the day, and the largest share of the machine that other
processes took during one of its runs; a round with a run of more than ${percent(QUIET)} is measured again, and a row with too many such rounds is not stored.
"Of the peak" compares with the matrix product at the end, in the same library; it says "not measured" where that product was measured on an earlier
day than the row, because the speed of this machine varies from day to day, or while the machine was busy.`;
}

function rowSection(row: Row, result: RowResult, results: Results): string {
  const lines = row.entries.map((entry) => entryLine(row, entry, result, results));
  const header = [
    '',
    'median ms',
    'smallest – largest',
    'CPU ms',
    'rounds',
    'GFLOP/s',
    'of the peak',
    'MB over idle',
  ];
  const [flops, ...different] = new Set(Object.values(result.entries).flatMap((entry) => entry.flops ?? []));
  const work =
    flops && different.length === 0 ? `${gflop(flops)} GFLOP, counted from the layers' shapes. ` : '';
  return [
    markdownTable(header, lines),
    [work.trim(), sameness(result).trim(), quietness(result)].filter(Boolean).join(' '),
    `What limits the speed: ${row.limits}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function quietness({ date, others }: RowResult): string {
  const busy = others > QUIET ? ', more than the limit: the times may be too long' : '';
  return `Measured on ${date}. Other processes took at most ${percent(others)}${busy}.`;
}

function entryLine(row: Row, entry: Entry, result: RowResult, results: Results): string[] {
  const found = result.entries[entry.label];
  const missing = `not measured: no ${entry.library === 'torch' ? 'PyTorch' : 'ONNX Runtime'}`;
  if (!found) return [entry.label, missing, '', '', '', '', '', ''];
  const { ms, cpuMs, megabytes } = found;
  const flops = flopsOf(row, entry, result);
  const rate = flops ? flops / median(ms) / 1e6 : undefined;
  const best = rate && peakOf(entry, result.date, results);
  return [
    entry.label,
    milliseconds(median(ms)),
    range(ms, milliseconds),
    milliseconds(median(cpuMs)),
    `${ms.length}`,
    rate?.toFixed(1) ?? '',
    rate ? (best ? percent(rate / best) : 'not measured') : '',
    megabytes.toFixed(0),
  ];
}

/**
 * The operations that the entry counted or, for PyTorch, which does not count them, those of our entry with the
 * same job.
 */
function flopsOf(row: Row, entry: Entry, { entries }: RowResult): number | undefined {
  const own = entries[entry.label]?.flops;
  if (own) return own;
  const scaled = (other: Entry) => (other.scale ?? 1) === (entry.scale ?? 1);
  const same = row.entries.find(
    (other) =>
      other.library !== 'torch' && scaled(other) && JSON.stringify(other.job) === JSON.stringify(entry.job),
  );
  return same && entries[same.label]?.flops;
}

/**
 * GFLOP/s of the matrix product in the same library with the same number of threads, unless it was measured before the given day, when the machine
 * may have been slower, or on a busy machine.
 */
function peakOf({ library, threads }: Entry, day: string, results: Results): number | undefined {
  const row = rows.find(({ id }) => id === 'peak')!;
  const own = library === 'stock' ? 'ours' : library;
  const entry = row.entries.find((other) => other.library === own && other.threads === threads);
  const result = results.rows.peak;
  if (!entry || !result || result.date < day || result.others > QUIET) return undefined;
  const found = result.entries[entry.label];
  const flops = found && flopsOf(row, entry, result);
  return flops ? flops / median(found.ms) / 1e6 : undefined;
}

const NEXT = `The convolutions take nearly all of the time, so the next steps would be: fewer multiplications, such as Winograd's F(2 × 2, 3 × 3) for the
sub-pixel phases of the 5 × 5 kernels (2.25 times fewer where it applies, with more rounding); or wasm's relaxed SIMD with fused multiply-add, for
which XNNPACK has kernels that the build in tfjs 4.22 does not use. Both need a different build of XNNPACK than tfjs'. The products and sums
outside the convolutions are not worth more work.`;

function growthSection(results: readonly GrowthResult[]): string {
  const days = [...new Set(results.map(({ date }) => date))].toSorted().join(', ');
  return `![Time against batch, steps of integrated gradients, concepts, and image size](images/performance-growth.png)

Measured on ${days}: medians of three rounds, two threads, both axes logarithmic: a straight line of slope 1 (dashed) is proportional growth. Where a curve is flatter,
a fixed cost is shared: in small batches, the weights are read for few images; one call for several concepts has one forward pass. Images
of 32 pixels are too small for A's convolutions to fill XNNPACK's tiles.`;
}

const OTHERS = `- \`npx tsx benchmarks/read-spatial.ts\`: time and memory of reading tissues in every format, compared with Python's libraries.
- \`npx tsx benchmarks/celeba-scale.ts\`: images per second when reading and encoding a folder in CelebA's layout, and memory during the run.`;
