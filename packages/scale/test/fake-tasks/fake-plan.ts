import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import type { Plan } from '../../src/plan/plan.js';
import { planBytes } from '../../src/plan/plan-bytes.js';
import { storeKeys } from '../../src/stores/store-keys.js';
import { BEHAVIOURS, type Behaviours, STARTS } from './behaviour.js';

/** The inputs of each task of a fake plan. */
export const INPUTS_PER_TASK = 4;

/** A plan whose tasks compute nothing, in a new folder. */
export interface FakePlan {
  readonly plan: Plan;
  /** The tasks whose manifests are in the store. */
  done(): number[];
  /** Every start of a task, in order, and its process. */
  starts(): { readonly task: number; readonly pid: number }[];
}

export function fakePlan(tasks: number, behaviours: Behaviours = {}): FakePlan {
  const folder = mkdtempSync(join(tmpdir(), 'csm-fake-plan-'));
  const [store, data] = [join(folder, 'store'), join(folder, 'data')];
  mkdirSync(join(store, 'shards'), { recursive: true });
  mkdirSync(data);
  writeFileSync(join(data, BEHAVIOURS), JSON.stringify(behaviours));
  writeFileSync(join(data, STARTS), '');
  const plan: Plan = {
    format: 'csm-plan',
    version: '0.1.0',
    id: randomUUID(),
    places: { store, data },
    concepts: ['a'],
    inputs: { count: tasks * INPUTS_PER_TASK, shape: [2] },
    shards: { size: INPUTS_PER_TASK, ids: Array.from({ length: tasks }, () => 'hash') },
    maps: { kind: 'none', shape: [] },
    batchSize: 1,
    certificates: false,
    files: {},
    job: {},
  };
  writeFileSync(join(store, storeKeys.plan), planBytes(plan));
  return {
    plan,
    done: () => readdirSync(join(store, 'shards')).map((name) => Number.parseInt(name, 10)),
    starts: () =>
      readFileSync(join(data, STARTS), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.split(' ').map(Number))
        .map(([task = -1, pid = -1]) => ({ task, pid })),
  };
}

/** Starts the fake tasks in processes: as JavaScript, which starts faster than TypeScript. */
export const FAKE_TASKS = { module: fakeTasksModule(), execArgv: [] };

function fakeTasksModule(): URL {
  const outfile = join(mkdtempSync(join(tmpdir(), 'csm-fake-tasks-')), 'serve.cjs');
  const source = fileURLToPath(new URL('serve.ts', import.meta.url));
  buildSync({ entryPoints: [source], bundle: true, platform: 'node', format: 'cjs', outfile });
  return pathToFileURL(outfile);
}

/** Flags of Node by which processes run TypeScript. */
export const RUN_TYPESCRIPT = ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];
