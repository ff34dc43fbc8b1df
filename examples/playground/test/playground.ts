// How to add a flow: one file `NAME.test.ts` in this folder.
//
//   describe.skipIf(chromiumPath === undefined)(`dropping files${why}`, () => {
//     const playground = usePlayground();
//     it('loads a model and pictures', async () => {
//       const { page } = await playground.open();
//       await page.getByLabel('Drop files').setInputFiles([...]);
//       await firstMap(page);
//     });
//   });
//
// The production build is made once per run (built-app.ts); each file has one browser; each `open()` is a new user, with nothing stored.
// A page that logs an error or does not catch one fails its test, unless `open({ allowErrors: true })`. Playwright waits for what it
// acts on, so no pauses are needed. A failed test leaves a picture in out/playground/pictures. Run one file:
// `npx vitest run --project playground drops`.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { untilBuilt } from '../../../test/background-build.js';
import { chromiumPath, startChromium, why } from '../../../test/browser/chromium.js';
import { APP } from './built-app.js';
import { type ServedFolder, serveFolder } from './serve-folder.js';

export { chromiumPath, why };

export interface OpenOptions {
  /** What follows `#` in the link; by default nothing. */
  readonly hash?: string;
  readonly colorScheme?: 'light' | 'dark';
  /** Width of the window in CSS pixels, by default 1,400. */
  readonly width?: number;
  readonly reducedMotion?: 'reduce' | 'no-preference';
  /** Whether the test checks errors of the page itself. */
  readonly allowErrors?: boolean;
}

export interface OpenPlayground {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The errors that the page and its workers logged or did not catch. */
  readonly errors: readonly string[];
}

/** The playground in one browser for all tests of a file. */
export interface Playground {
  open(options?: OpenOptions): Promise<OpenPlayground>;
  readonly browser: Browser;
  /** The server of the built files, with what it sent. */
  readonly server: ServedFolder;
}

/**
 * Starts a server and a browser before the tests of a file; closes the pages after each test, unless they are kept for the next test, and
 * all after the last one.
 */
export function usePlayground({ keepPages = false }: { keepPages?: boolean } = {}): Playground {
  let browser: Browser;
  let server: ServedFolder;
  let opened: (OpenPlayground & { readonly allowErrors: boolean })[] = [];
  beforeAll(async () => {
    await untilBuilt('playground');
    [browser, server] = await Promise.all([startChromium(), serveFolder(APP)]);
  });
  afterEach(async ({ task }) => {
    const pages = opened;
    if (task.result?.state === 'fail')
      for (const [at, { page }] of pages.entries())
        if (!page.isClosed())
          await screenshot(page, `failed-${task.name.slice(-40).replace(/\W+/g, '-')}-${at}`);
    if (!keepPages) {
      opened = [];
      for (const { context } of pages) await context.close();
    }
    for (const { errors, allowErrors } of pages) if (!allowErrors) expect(errors).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  return {
    get browser() {
      return browser;
    },
    get server() {
      return server;
    },
    async open({ hash, width = 1400, allowErrors = false, ...context }: OpenOptions = {}) {
      const user = await browser.newContext({
        viewport: { width, height: 900 },
        acceptDownloads: true,
        ...context,
      });
      const page = await user.newPage();
      page.setDefaultTimeout(60_000);
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      const one = { page, context: user, errors, allowErrors };
      opened.push(one);
      await page.goto(server.url + (hash === undefined ? '' : `#${hash}`));
      return one;
    },
  };
}

/** Waits for the map of the concept that is set. */
export async function firstMap(page: Page): Promise<void> {
  await page
    .getByRole('img', { name: /^Map of/ })
    .first()
    .waitFor();
}

/** Chooses the tab with this title, and waits for its panel. */
export async function openTab(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('tab', { name }).click();
  await page.getByRole('tabpanel', { name }).waitFor();
}

const pictures = fileURLToPath(new URL('../../../out/playground/pictures/', import.meta.url));

/** Writes a picture of the whole page into `out/playground/pictures`, to be looked at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: `${pictures}${name}.png`, fullPage: true });
}
