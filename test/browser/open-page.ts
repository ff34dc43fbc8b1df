import type { Page } from 'playwright-core';
import { startChromium } from './chromium.js';
import { servePage } from './serve-page.js';

// biome-ignore lint/suspicious/noExplicitAny: a page may export any functions
type Functions = Record<string, (...args: any[]) => unknown>;

/** A page of `pages/` that is open in Chromium. */
export interface OpenPage<Exports extends Functions> {
  /**
   * Calls a function that the page exports, and returns its result. Arguments and results are copied, so they must be numbers, strings,
   * typed arrays, or plain objects and arrays of those. Rejects with the error of the function.
   */
  call<Name extends keyof Exports & string>(
    name: Name,
    ...args: Parameters<Exports[Name]>
  ): Promise<Awaited<ReturnType<Exports[Name]>>>;
  /** Selects a folder in the page's `<input type="file" webkitdirectory>`. */
  chooseFolder(folder: string): Promise<void>;
  /** The errors that the page logged to the console or did not catch. */
  readonly errors: readonly string[];
  /** The warnings that the page logged to the console. */
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

/** Opens a page in a new Chromium, cross-origin isolated if asked for. */
export async function openPage<Exports extends Functions>(
  name: string,
  { isolated = false, keepNames = false }: { isolated?: boolean; keepNames?: boolean } = {},
): Promise<OpenPage<Exports>> {
  const served = await servePage(name, { isolated, keepNames });
  const browser = await startChromium();
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  const errors = collectErrors(page);
  const warnings = collectWarnings(page);
  await page.goto(served.url);
  return {
    errors,
    warnings,
    call: (what, ...args) =>
      page
        .evaluate(async ([what, args]) => (await Reflect.get(globalThis, 'page'))[what](...args), [
          what,
          args,
        ] as const)
        .catch((error: Error) => {
          throw new Error(error.message.replace(/^page\.evaluate: /, ''), { cause: error });
        }),
    chooseFolder: (folder) => page.setInputFiles('input', folder),
    close: async () => {
      await browser.close();
      await served.close();
    },
  };
}

function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
}

function collectWarnings(page: Page): string[] {
  const warnings: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'warning') warnings.push(message.text());
  });
  return warnings;
}
