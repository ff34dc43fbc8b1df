import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** The Chromium (or Chrome) of this machine: the first on the PATH, undefined where there is none. */
export const chromiumPath: string | undefined = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
  .find(isExecutable);

/** End of a test's name that says why it is skipped. */
export const why = chromiumPath === undefined ? ' [skipped: there is no chromium on the PATH]' : '';

/** WebGL and WebGPU are computed by SwiftShader, on the processor: the same on machines with and without a GPU. */
const onProcessor = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];

/**
 * Starts it without a window, and without its sandbox, which root cannot have: it opens nothing but the pages of this
 * folder. Nothing here has a time limit but vitest's.
 */
export function startChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('startChromium: there is no chromium on the PATH');
  return chromium.launch({
    executablePath: chromiumPath,
    chromiumSandbox: false,
    args: ['--disable-dev-shm-usage', ...onProcessor],
    timeout: 0,
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
