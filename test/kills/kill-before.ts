import fs from 'node:fs';
import fsp from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** The functions that change files: before one of their calls, the process is killed. */
const STEPS = [
  'writeFile',
  'appendFile',
  'rename',
  'link',
  'rm',
  'truncate',
  'copyFile',
  'mkdir',
  'chmod',
] as const;

let left = Number.POSITIVE_INFINITY;
let steps = 0;

/** From now on, the process dies before its step number `step`, from 1. If the step is writing, half of it is written first. */
export function dieBefore(step: number): void {
  left = step;
  steps = 0;
}

/** The number of steps since {@link dieBefore}. */
export const stepsSoFar = (): number => steps;

function count(half?: () => void): void {
  steps++;
  if (steps !== left) return;
  half?.();
  process.kill(process.pid, 'SIGKILL');
  // The signal arrives while the process waits.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
}

type Any = (...args: unknown[]) => unknown;
for (const name of STEPS) {
  const original = fsp[name] as Any;
  const appends = name === 'appendFile' || name === 'writeFile';
  const changed: Any = (...args) => {
    const [path, data] = args;
    count(() => {
      if (appends && typeof path === 'string') {
        const bytes = typeof data === 'string' ? Buffer.from(data) : Buffer.from(data as Uint8Array);
        fs[name === 'appendFile' ? 'appendFileSync' : 'writeFileSync'](
          path,
          bytes.subarray(0, bytes.length >> 1),
        );
      }
    });
    return original.apply(fsp, args);
  };
  Object.assign(fsp, { [name]: changed });
}
const open = fsp.open;
const changedOpen: typeof fsp.open = async (...args) => {
  if (/[wa+]/.test(String(args[1] ?? 'r'))) count();
  const handle = await open.apply(fsp, args);
  for (const name of ['writeFile', 'sync'] as const) {
    const original = handle[name].bind(handle) as Any;
    Object.assign(handle, {
      [name]: (...rest: unknown[]) => {
        count(() => {
          const [data] = rest;
          if (data instanceof Uint8Array) fs.writeSync(handle.fd, data.subarray(0, data.length >> 1));
        });
        return original(...rest);
      },
    });
  }
  return handle;
};
Object.assign(fsp, { open: changedOpen });
syncBuiltinESMExports();
