import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { chromiumPath } from '../../../test/browser/chromium.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The folder of the production build that the tests open. */
export const APP = `${root}out/playground/app`;

/** Builds the playground once before the tests of this folder. */
export default async function setup(): Promise<void> {
  if (chromiumPath === undefined) return;
  await rm(APP, { recursive: true, force: true });
  await build({
    root: `${root}examples/playground`,
    logLevel: 'warn',
    build: { outDir: APP, emptyOutDir: true, chunkSizeWarningLimit: 2000 },
  });
}
