import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from './child.js';
import { differencesOf } from './differences.js';
import { type Installed, isInstalled } from './installed.js';
import type { Difference, Entry, Measured, ProfiledKernel, Row, RowResult } from './row.js';
import type { Timed } from './timed.js';

/** The largest share of the machine that other processes may take in a run. */
export const QUIET = 0.1;

/** How many rounds are tried for each round that is wanted. */
const TRIES = 3;

/** Other processes took too much of the machine. */
export class BusyMachine extends Error {}

/** What one run of a process told. */
type Run = Timed & { readonly peak: number };

export interface MeasureOptions {
  readonly rounds: number;
  readonly installed: Installed;
  /** The largest share of the machine that other processes may take in a run; rounds with such a run are measured again. Default: `QUIET`. */
  readonly quiet?: number | undefined;
}

/**
 * Measures a row. Each entry has its own process; in each round, the processes run once each, one after another. The first run of each
 * process is not counted.
 * @throws if other processes take too much of the machine in too many rounds.
 */
export async function measureRow(
  row: Row,
  { rounds, installed, quiet = QUIET }: MeasureOptions,
): Promise<RowResult> {
  const entries = row.entries.filter(({ library }) => isInstalled(installed, library));
  const folder = await mkdtemp(join(tmpdir(), 'csm-benchmark-'));
  const children = new Map<Entry, Child>();
  try {
    for (const entry of entries) {
      const child = await startChild(entry, entry.job, installed, folder);
      children.set(entry, child);
      // Our entries come first, because PyTorch uses their weights.
      if (children.size === 1) await child.ask(`export ${folder}`);
    }
    for (const child of children.values()) await child.ask('run');
    const counted: (readonly Run[])[] = [];
    for (let tried = 0; counted.length < rounds; tried++) {
      if (tried === TRIES * rounds) {
        throw new BusyMachine(
          `benchmark: other processes took more than ${100 * quiet} % of the machine in ${tried - counted.length} of ${tried} rounds; ` +
            'measure this row again when the machine is idle.',
        );
      }
      const runs: Run[] = [];
      for (const child of children.values()) runs.push((await child.ask('run')) as unknown as Run);
      if (runs.every(({ others }) => others <= quiet)) counted.push(runs);
    }
    const differences: Record<string, Difference> = {};
    for (const labels of row.same ?? []) Object.assign(differences, await differencesOf(labels, children));
    const profiled = row.profile && [...children].find(([{ label }]) => label === row.profile);
    const kernels = profiled && (await medianProfile(profiled[1], rounds));
    return {
      date: new Date().toISOString().slice(0, 10),
      entries: Object.fromEntries(
        [...children].map(([entry, child], i) => [
          entry.label,
          measured(
            entry,
            child,
            counted.flatMap((runs) => runs[i] ?? []),
          ),
        ]),
      ),
      others: Math.max(...counted.flat().map(({ others }) => others)),
      ...(row.same && { differences }),
      ...(kernels && { kernels }),
    };
  } finally {
    for (const child of children.values()) child.end();
    await rm(folder, { recursive: true });
  }
}

function measured({ scale = 1 }: Entry, { ready }: Child, runs: readonly Run[]): Measured {
  const flops = ready.flops as number | undefined;
  return {
    version: ready.version as string,
    ...(flops && { flops: flops * scale }),
    ms: runs.map(({ ms }) => ms * scale),
    cpuMs: runs.map(({ cpuMs }) => cpuMs * scale),
    megabytes: Math.max(...runs.map(({ peak }) => peak)) - (ready.idle as number),
  };
}

/** The kernel times of the round with the median duration. */
async function medianProfile(child: Child, rounds: number): Promise<ProfiledKernel[]> {
  const found: { total: number; kernels: ProfiledKernel[] }[] = [];
  for (let round = 0; round < rounds; round++) {
    const kernels = (await child.ask('profile')).kernels as ProfiledKernel[];
    found.push({ kernels, total: kernels.reduce((sum, { ms }) => sum + ms, 0) });
  }
  return found.toSorted((a, b) => a.total - b.total)[rounds >> 1]!.kernels;
}
