import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** The path of Chromium or Chrome: the first on the PATH, or undefined if none is installed. */
export const chromiumPath: string | undefined = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
  .find(isExecutable);

/** Appended to the name of a skipped test: why it is skipped. */
export const why = chromiumPath === undefined ? ' [skipped: no Chromium on the PATH]' : '';

/** SwiftShader computes WebGL and WebGPU on the processor, so machines with and without a GPU give the same numbers. */
const onProcessor = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];

/**
 * Starts Chromium without a window, and without its sandbox, which does not work for root: it opens only the pages of this folder.
 * The only time limit is that of vitest.
 */
export function startChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('startChromium: no Chromium on the PATH.');
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
