import type { LaunchOptions } from 'playwright-core';

/** The path of Chromium or Chrome: the first on the PATH, or undefined if none is installed. */
export const chromiumPath: string | undefined;

/** Chromium without its sandbox, which does not work for root: it opens only pages of this repository. */
export const launchOptions: LaunchOptions;
