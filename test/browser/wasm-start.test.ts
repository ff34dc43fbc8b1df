import { describe, expect, it } from 'vitest';
import { chromiumPath, why } from './chromium.js';
import { type OpenPage, openPage } from './open-page.js';

type StartPage = OpenPage<typeof import('./pages/wasm-start.js')>;
type PageOptions = { isolated?: boolean; keepNames?: boolean };

async function onPage(options: PageOptions, check: (page: StartPage) => Promise<void>) {
  const page: StartPage = await openPage('wasm-start', options);
  try {
    await check(page);
  } finally {
    await page.close();
  }
}

/** With these options esbuild moves a helper out of the function from which tfjs makes the program of its workers. */
const broken: PageOptions = { isolated: true, keepNames: true };
const failure = /expected tfjs' thread workers to start; they fail with ".* is not defined", as they do if /;

describe.skipIf(chromiumPath === undefined)(`the start of the wasm backend in Chromium${why}`, () => {
  it('takes threads on an isolated page', () =>
    onPage({ isolated: true }, async (page) => {
      expect((await page.call('start', { paths: '/wasm/' }))?.square).toBe(9);
      expect(page.warnings).toEqual([]);
    }));

  it('goes on without threads, with one warning, if a minifier broke their program', () =>
    onPage(broken, async (page) => {
      expect(await page.call('start', { paths: '/wasm/' })).toEqual({ square: 9, threads: 1 });
      expect(page.warnings).toEqual([
        expect.stringMatching(
          /^setBackend: .*; the backend runs with one thread; switch off keepNames .*\.$/,
        ),
      ]);
      expect(page.warnings[0]).toMatch(failure);
      expect(page.errors).toEqual([]);
    }));

  it('takes one thread without a warning if this is what the user asks for', () =>
    onPage(broken, async (page) => {
      await page.call('enableThreads', 1);
      expect(await page.call('start', { paths: '/wasm/' })).toEqual({ square: 9, threads: 1 });
      expect(page.warnings).toEqual([]);
    }));

  it('fails with a sentence if the user asks for more threads', () =>
    onPage(broken, async (page) => {
      await page.call('enableThreads', 2);
      expect(await page.call('start', { paths: '/wasm/' })).toBeUndefined();
      expect(page.warnings.join('\n')).toMatch(failure);
      expect(page.warnings.join('\n')).toMatch(/enableThreads: expected .*, or use enableThreads\(1\)\./);
    }));

  it.each([
    ['missing', {}, false],
    ['missing, isolated', {}, true],
    ['wrong', { paths: '/nowhere/' }, true],
    ['of a page instead of the files', { paths: '/?' }, false],
  ])('names setWasmPaths if the paths are %s', (_, options, isolated) =>
    onPage({ isolated }, async (page) => {
      expect(await page.call('start', options)).toBeUndefined();
      expect(page.warnings.join('\n')).toMatch(
        /setBackend: expected the \.wasm files of @tensorflow\/tfjs-backend-wasm next to the program; .* call setWasmPaths of that package .* before tf\.setBackend\("wasm"\)\./,
      );
    }),
  );
});
