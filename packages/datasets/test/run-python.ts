import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pythonWith } from '../../../test/python-with.js';

/** A Python with anndata. */
export const python = pythonWith('anndata, h5py, scipy');

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
