import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import seedrandom from 'seedrandom';
import { bundlePrograms } from '../bundle-programs.js';
import type { Scenario } from './scenario.js';
import { scenarioNamed } from './scenarios.js';

/** What kills led to. */
export interface KillResult {
  kills: number;
  /** After the kill, the old result could be read; the new one; none, in a folder that was empty at first. */
  old: number;
  whole: number;
  unfinished: number;
  /** The next run ended with the same files as a run that was not killed. */
  resumed: number;
  readonly faults: string[];
}

/**
 * Kills the process of a scenario: half of the times before a step on the file system, one step after another, and otherwise at
 * random moments. After each kill the result must be the old or the new one, and the next run must end with the same bytes
 * as one that was not killed.
 */
export async function killTests(
  name: string,
  { kills, seed }: { readonly kills: number; readonly seed: number },
): Promise<KillResult> {
  const scenario = await scenarioNamed(name);
  const root = await mkdtemp(join(tmpdir(), `csm-kills-${name}-`));
  const result: KillResult = { kills: 0, old: 0, whole: 0, unfinished: 0, resumed: 0, faults: [] };
  const random = seedrandom(`${name} ${seed}`);
  try {
    const older = join(root, 'older');
    await mkdir(older);
    await scenario.writeOlder?.(older);
    const finished = await copyOf(root, older, 'finished');
    const { steps, milliseconds } = await run(name, finished, {});
    const write = await scenario.prepare();
    const expected = { read: text(await scenario.read(finished)), files: await filesOf(finished, scenario) };
    const before = scenario.writeOlder ? text(await scenario.read(older)) : 'undefined';
    for (let kill = 0; kill < kills; kill++) {
      const folder = await copyOf(root, older, `killed-${kill}`);
      const atStep = kill % 2 === 0;
      // All steps in turn, if there are enough kills for that; otherwise steps that are drawn.
      const isInTurn = kills >= 2 * steps;
      const drawn = random();
      const step = 1 + (isInTurn ? Math.floor(kill / 2) % Math.max(1, steps) : Math.floor(drawn * steps));
      const delay = random() * milliseconds;
      const at = atStep ? `before step ${step} of ${steps}` : `after ${delay.toFixed(1)} ms`;
      await run(name, folder, atStep ? { step } : { delay });
      result.kills++;
      const fault = (what: string) => result.faults.push(`${name}, killed ${at}: ${what}`);
      const after = await scenario.read(folder).then(text, (error: unknown) => `error ${error}`);
      if (after === expected.read) result.whole++;
      else if (after === before) result[scenario.writeOlder ? 'old' : 'unfinished']++;
      else fault(after.slice(0, 300));
      await write(folder);
      const files = await filesOf(folder, scenario);
      const isSame =
        text(files) === text(expected.files) && text(await scenario.read(folder)) === expected.read;
      if (isSame) result.resumed++;
      else fault(`the next run ended with ${difference(files, expected.files)}`);
      await rm(folder, { recursive: true, force: true });
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  return result;
}

async function copyOf(root: string, older: string, name: string): Promise<string> {
  const folder = join(root, name);
  await cp(older, folder, { recursive: true });
  return folder;
}

let programs: ReturnType<typeof bundled> | undefined;
const bundled = () =>
  bundlePrograms({ child: 'test/kills/child.ts', 'serve-tasks': 'packages/cli/src/scale/serve-tasks.ts' });

/** Runs the scenario in a process of its own, which dies before a step or after a delay. */
async function run(
  name: string,
  folder: string,
  { step = 0, delay }: { readonly step?: number; readonly delay?: number },
): Promise<{ steps: number; milliseconds: number }> {
  programs ??= bundled();
  const { child: program } = await programs;
  const child = spawn(process.execPath, [program, name, folder, String(step)]);
  let said = '';
  let errors = '';
  let start = 0;
  child.stderr.on('data', (data) => {
    errors += data;
  });
  child.stdout.on('data', (data) => {
    if (said === '') {
      start = performance.now();
      if (delay !== undefined) setTimeout(() => child.kill('SIGKILL'), delay);
    }
    said += data;
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on('close', (...ended) => resolve(ended));
  });
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`kills: ${name} failed: ${errors.slice(-2000)}`);
  return { steps: Number(said.split('\n')[1] ?? 0), milliseconds: performance.now() - start };
}

/** The contents of all files of a folder that must be equal, by path. */
async function filesOf(
  folder: string,
  { varies = () => false, withoutTimes = (_, text) => text }: Scenario,
): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: [string, string][] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const inside = relative(folder, path);
    if (entry.isFile() && !varies(inside))
      files.push([inside, withoutTimes(inside, (await readFile(path)).toString('latin1'))]);
  }
  return Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function difference(files: Record<string, string>, expected: Record<string, string>): string {
  const names = [...new Set([...Object.keys(files), ...Object.keys(expected)])];
  return names.filter((name) => files[name] !== expected[name]).join(', ');
}

const text = (value: unknown) =>
  String(JSON.stringify(value, (_, each) => (ArrayBuffer.isView(each) ? [...(each as Float32Array)] : each)));
