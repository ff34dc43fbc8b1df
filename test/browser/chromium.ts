import { type Browser, chromium } from 'playwright-core';
import { chromiumPath, launchOptions } from './chromium-options.mjs';

export { chromiumPath };

/** Appended to the name of a skipped test: why it is skipped. */
export const why = chromiumPath === undefined ? ' [skipped: no Chromium on the PATH]' : '';

/** Starts Chromium without a window. The only time limit is that of vitest. */
export function startChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('startChromium: no Chromium on the PATH.');
  return chromium.launch({ ...launchOptions, timeout: 0 });
}
