import { cp, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isTemporary } from '@csm/base/node';
import { makePlan, type Plan } from '@csm/scale';
import { localStore } from '@csm/scale/node';
import seedrandom from 'seedrandom';
import { bundlePrograms } from './bundled-programs.js';
import { differenceOf, filesOf } from './files-of.js';
import { CONCEPTS, INPUT_SHAPE, INPUTS } from './kill-job.js';
import type { Kind, Usual } from './kind.js';
import { runPending } from './run-pending.js';
import { checkEnded, startChild } from './start-child.js';

/** What came of the kills of one kind. */
export interface KindResult {
  readonly kind: string;
  /** Why it was not tried. */
  readonly missing?: string;
  kills: number;
  /** Runs after which the store had the same bytes as that of an unbroken run. */
  equal: number;
  /** Objects that the resumed run did not have. */
  lost: number;
  /** Objects that an unbroken run does not have. */
  doubled: number;
  /** Objects with other bytes than those of an unbroken run, after the kill or at the end. */
  changed: number;
  /** Temporary files that remained at the end: no objects, and removed by the next run that writes to their folder. */
  temporaries: number;
  /** Objects that were in the store when the run was resumed, on average over the kills, of all. */
  kept: number;
  seconds: number;
  readonly faults: string[];
}

/** A plan with its store, and what an unbroken run makes of it. */
export interface Unbroken {
  readonly root: string;
  readonly programs: string;
  /** A store with nothing but the plan. */
  readonly planned: string;
  readonly plan: Plan;
  readonly files: ReadonlyMap<string, string>;
  readonly usual: Usual;
}

/** Makes the plan in a temporary folder, and runs it unbroken: by a worker, and by two child processes. */
export async function unbrokenRun(): Promise<Unbroken> {
  const root = await mkdtemp(join(tmpdir(), 'csm-broken-runs-'));
  const programs = join(root, 'programs');
  await bundlePrograms(programs);
  const planned = join(root, 'planned');
  const plan = await makePlan({
    store: localStore(planned),
    ids: Array.from({ length: INPUTS }, (_, i) => `input ${i}`),
    shardSize: 6,
    batchSize: 3,
    concepts: CONCEPTS,
    inputShape: INPUT_SHAPE,
    certificates: true,
  });
  const whole = join(root, 'whole');
  await cp(planned, whole, { recursive: true });
  const worker = await startChild(programs, 'worker', [whole]).ended;
  checkEnded('the worker', worker);
  const byRun = join(root, 'by-run');
  await cp(planned, byRun, { recursive: true });
  const run = await startChild(programs, 'parent', [byRun]).ended;
  checkEnded('the run', run);
  const files = await filesOf(whole);
  const difference = differenceOf(await filesOf(byRun), files);
  if (Object.values(difference).some((paths) => paths.length > 0)) {
    throw new Error(`kills: two unbroken runs differ: ${JSON.stringify(difference)}`);
  }
  await rm(byRun, { recursive: true });
  const usual = {
    milliseconds: worker.milliseconds,
    steps: Number(worker.lines.at(-1)),
    runMilliseconds: run.milliseconds,
    planBytes: await diskBytes(planned, [...(await filesOf(planned)).keys()]),
    bytes: await diskBytes(whole, [...files.keys()]),
  };
  return { root, programs, planned, plan, files, usual };
}

/** Breaks runs in one way, resumes each, and compares all bytes of its store with those of the unbroken run. */
export async function breakRuns(
  kind: Kind,
  { root, programs, planned, plan, files, usual }: Unbroken,
  { kills, seed }: { readonly kills: number; readonly seed: number },
): Promise<KindResult> {
  const missing = await kind.missing?.();
  const result: KindResult = {
    ...{ kind: kind.name, ...(missing && { missing }) },
    ...{
      kills: 0,
      equal: 0,
      lost: 0,
      doubled: 0,
      changed: 0,
      temporaries: 0,
      kept: 0,
      seconds: 0,
      faults: [],
    },
  };
  if (missing !== undefined) return result;
  const random = seedrandom(`${kind.name} ${seed}`);
  const start = performance.now();
  for (let number = 0; number < kills; number++) {
    const folder = join(root, `broken-${number}`);
    await cp(planned, folder, { recursive: true });
    let done = 'it was broken';
    const fault = (what: string) => result.faults.push(`${kind.name}, number ${number}: ${done}: ${what}`);
    const check = async (when: string) => {
      const found = await filesOf(folder);
      const temporaries = [...found.keys()].filter((path) => isTemporary(basename(path)));
      for (const path of temporaries) found.delete(path);
      const difference = differenceOf(found, files);
      const { missing, further, changed } = difference;
      if (further.length > 0) fault(`${when}, the store has further objects: ${some(further)}`);
      if (changed.length > 0) fault(`${when}, the store has other bytes: ${some(changed)}`);
      return {
        ...difference,
        objects: found.size,
        temporaries,
        isEqual: missing.length + further.length + changed.length === 0,
      };
    };
    try {
      result.kills++;
      done = await kind.strike({ folder, programs, plan, number, random, usual });
    } catch (error) {
      fault((error as Error).message);
    }
    const broken = await check('before it is resumed');
    await runPending(plan, localStore(folder)).catch((error: Error) => fault(`resumed: ${error.message}`));
    const resumed = await check('after it is resumed');
    if (resumed.missing.length > 0) fault(`after it is resumed, the store lacks ${some(resumed.missing)}`);
    result.equal += Number(resumed.isEqual);
    result.lost += resumed.missing.length;
    result.doubled += resumed.further.length;
    result.changed += broken.changed.length + resumed.changed.length;
    result.temporaries += resumed.temporaries.length;
    result.kept += broken.objects / files.size / kills;
    await rm(folder, { recursive: true });
  }
  result.seconds = (performance.now() - start) / 1000;
  return result;
}

/** The bytes that files take on a disk with blocks of 4 KiB, and a block for each folder and for what is being written. */
async function diskBytes(folder: string, paths: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const path of paths) bytes += Math.ceil((await stat(join(folder, path))).size / 4096) * 4096;
  return bytes + 4096;
}

const some = (paths: readonly string[]) =>
  paths.length > 3 ? `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more` : paths.join(', ');
