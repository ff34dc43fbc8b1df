/**
 * Measures time and peak memory of reading a Visium-sized tissue (5,000 spots × 20,000 genes, 5 % non-zero) in every format.
 * Each reading has its own process; Python's libraries are measured too if they are installed:
 *
 *     npm run build && npx tsx benchmarks/read-spatial.ts [--spots 5000] [--genes 20000] [--rounds 3]
 *
 * The files are first made from a seed in a temporary folder (500 MB), and removed at the end.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pythonWith } from '../test/python-with.js';
import { median } from './rounds.js';
import { formats, type SpatialFormat, writeTissue } from './synthetic-tissue.js';

/** The measurements of one process. */
interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  readonly sum: number;
}

const { values } = parseArgs({
  options: {
    spots: { type: 'string', default: '5000' },
    genes: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '3' },
    make: { type: 'string' },
    path: { type: 'string', default: '' },
  },
});
const size = { spots: Number(values.spots), genes: Number(values.genes) };
const self = fileURLToPath(import.meta.url);
const once = fileURLToPath(new URL('read-spatial-once.mjs', import.meta.url));
const peerScript = fileURLToPath(new URL('read_spatial_peer.py', import.meta.url));

if (values.make) await writeTissue(values.make as SpatialFormat, values.path, size);
else await main();

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'csm-read-spatial-'));
  const python = pythonWith('anndata, h5py, scipy, pandas');
  const ours = (...args: string[]) => execFileSync(process.execPath, [once, ...args], { encoding: 'utf8' });
  const make = (format: string, path: string) =>
    execFileSync(
      process.execPath,
      ['--import', 'tsx', self, '--make', format, '--path', path].concat([
        '--spots',
        values.spots,
        '--genes',
        values.genes,
      ]),
    );
  const measure = (run: () => string) => {
    const rounds = Array.from({ length: Number(values.rounds) }, () => JSON.parse(run()) as Measured);
    return {
      seconds: median(rounds.map(({ seconds }) => seconds)),
      cpu: median(rounds.map(({ cpuSeconds }) => cpuSeconds)),
      peak: Math.max(...rounds.map(({ peakMegabytes }) => peakMegabytes)),
      sum: rounds[0]!.sum,
    };
  };
  try {
    const idle = measure(() => ours('nothing'));
    console.log(`${size.spots} spots × ${size.genes} genes; an idle process: ${idle.peak.toFixed(0)} MB`);
    if (!python)
      console.log('No Python with anndata was found (Debian: python3-anndata), so Python is not measured.');
    const table = [];
    for (const format of formats) {
      const path = join(folder, format.replaceAll(/\W+/g, '-'));
      make(format, path);
      const own = measure(() => ours(format, path));
      const peer =
        python && measure(() => execFileSync(python, [peerScript, format, path], { encoding: 'utf8' }));
      if (peer && peer.sum !== own.sum)
        throw new Error(
          `read-spatial: the sums of ${format} differ; ours is ${own.sum}, Python's ${peer.sum}.`,
        );
      table.push({
        format,
        'file MB': ((await folderSize(path)) / 2 ** 20).toFixed(1),
        seconds: own.seconds.toFixed(2),
        'CPU s': own.cpu.toFixed(2),
        'peak MB': own.peak.toFixed(0),
        'above idle MB': (own.peak - idle.peak).toFixed(0),
        ...(peer && {
          'Python s': peer.seconds.toFixed(2),
          'Python CPU s': peer.cpu.toFixed(2),
          'Python peak MB': peer.peak.toFixed(0),
          'CPU, relative to Python': (own.cpu / peer.cpu).toFixed(1),
        }),
      });
      await rm(path, { recursive: true });
    }
    console.table(table);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function folderSize(folder: string): Promise<number> {
  const paths = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(paths.map((path) => stat(join(folder, path))));
  return sizes.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}
