import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plan } from '../../src/plan/plan.js';
import { RUN_TYPESCRIPT } from './fake-plan.js';

/** A process that runs a fake plan, or works for its queue. */
export interface StartedProgram {
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
  /** How it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** @param queue options of `queueWorker` as JSON; without them, the program runs the plan. */
export function startProgram(
  plan: Plan,
  queue?: object,
  env: Readonly<Record<string, string>> = {},
): StartedProgram {
  const planFile = join(plan.places.data ?? '', 'plan.json');
  writeFileSync(planFile, JSON.stringify(plan));
  const program = fileURLToPath(new URL('program.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    [...RUN_TYPESCRIPT, program, planFile, ...(queue ? [JSON.stringify(queue)] : [])],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  );
  return { pid: child.pid ?? -1, kill: (signal) => void child.kill(signal), ended: endOf(child) };
}

async function endOf(child: ChildProcess) {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      output += data;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}
