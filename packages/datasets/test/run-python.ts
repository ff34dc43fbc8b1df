import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A Python with anndata. Debian installs python3-anndata for /usr/bin/python3. */
export const python = ['python3', '/usr/bin/python3'].find((command) => {
  try {
    execFileSync(command, ['-c', 'import anndata, h5py, scipy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

/** The end of a test's name, which gives the reason why it is skipped. */
export const withoutPython = python
  ? ''
  : ' (skipped: no python3 with anndata, as in Debian’s python3-anndata)';

/** Runs a script in `test/python` and returns its output. */
export function runPython(script: string, ...args: string[]): string {
  const path = fileURLToPath(new URL(`python/${script}`, import.meta.url));
  return execFileSync(python!, [path, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
