import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../rounds.js';
import { type Child, startChild } from './child.js';
import type { Difference, Entry, Measured, ProfiledKernel, Row, RowResult } from './row.js';
import type { Timed } from './timed.js';

/**
 * Measures a row. Each entry has its own process; in each round, the processes run once each, one after another. The first run of each
 * process is not counted.
 */
export async function measureRow(row: Row, rounds: number, python: string | undefined): Promise<RowResult> {
  const entries = row.entries.filter(({ library }) => library !== 'torch' || python !== undefined);
  const folder = await mkdtemp(join(tmpdir(), 'csm-benchmark-'));
  const children = new Map<Entry, Child>();
  try {
    for (const entry of entries) {
      const child = await startChild(entry, entry.job, python, folder);
      children.set(entry, child);
      // Our entries come first, because PyTorch uses their weights.
      if (children.size === 1) await child.ask(`export ${folder}`);
    }
    for (const child of children.values()) await child.ask('run');
    const times = new Map(entries.map((entry) => [entry, [] as (Timed & { peak: number })[]]));
    for (let round = 0; round < rounds; round++) {
      for (const [entry, child] of children) {
        times.get(entry)!.push((await child.ask('run')) as unknown as Timed & { peak: number });
      }
    }
    const differences = row.same && (await differencesOf(row.same, children));
    const profiled = row.profile && [...children].find(([{ label }]) => label === row.profile);
    const kernels = profiled && (await medianProfile(profiled[1], rounds));
    return {
      date: new Date().toISOString().slice(0, 10),
      entries: Object.fromEntries(
        entries.map((entry) => [entry.label, measured(entry, children.get(entry)!, times.get(entry)!)]),
      ),
      others: Math.max(...[...times.values()].flat().map(({ others }) => others)),
      ...(differences && { differences }),
      ...(kernels && { kernels }),
    };
  } finally {
    for (const child of children.values()) child.end();
    await rm(folder, { recursive: true });
  }
}

function measured(
  { scale = 1 }: Entry,
  { ready }: Child,
  runs: readonly (Timed & { peak: number })[],
): Measured {
  const flops = ready.flops as number | undefined;
  return {
    version: ready.version as string,
    ...(flops && { flops: flops * scale }),
    ms: runs.map(({ ms }) => ms * scale),
    cpuMs: runs.map(({ cpuMs }) => cpuMs * scale),
    megabytes: Math.max(...runs.map(({ peak }) => peak)) - (ready.idle as number),
  };
}

async function differencesOf(
  labels: readonly string[],
  children: ReadonlyMap<Entry, Child>,
): Promise<Record<string, Difference>> {
  const maps: [string, Float32Array][] = [];
  let images = 1;
  for (const [{ label, job }, child] of children) {
    if (!labels.includes(label)) continue;
    if (job.kind === 'gradient') images = job.batch;
    if (job.kind === 'integrated gradients') images = job.images;
    const { values } = await child.ask('values');
    maps.push([label, new Float32Array(new Uint8Array(Buffer.from(values as string, 'base64')).buffer)]);
  }
  const [[, first], ...others] = maps as [[string, Float32Array], ...[string, Float32Array][]];
  return Object.fromEntries(others.map(([label, map]) => [label, difference(map, first, images)]));
}

/** The largest difference in each image, as a share of the largest number of its map: the median and largest over images. */
function difference(map: Float32Array, first: Float32Array, images: number): Difference {
  const size = first.length / images;
  const shares = Array.from({ length: images }, (_, image) => {
    let [largest, most] = [0, 0];
    for (let i = image * size; i < (image + 1) * size; i++) {
      largest = Math.max(largest, Math.abs(first[i]!));
      most = Math.max(most, Math.abs(map[i]! - first[i]!));
    }
    return most / largest;
  });
  return { median: median(shares), largest: Math.max(...shares) };
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
