import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildBeside } from '../../../test/background-build.js';
import { chromiumPath } from '../../../test/browser/chromium.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The folder of the production build that the tests open. */
export const APP = `${root}out/playground/app`;

/** Builds the playground once for the tests of this folder. */
export default () => buildBeside('playground', buildPlayground);

/** Makes the production build in {@link APP}, if there is a browser to open it. */
export async function buildPlayground(): Promise<void> {
  if (chromiumPath === undefined) return;
  await rm(APP, { recursive: true, force: true });
  // In a process of its own: vitest sets NODE_ENV to "test", with which Vite would build for development.
  const folder = `${root}examples/playground`;
  const vite = `${folder}/node_modules/vite/bin/vite.js`;
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', APP], { cwd: folder, env });
}
