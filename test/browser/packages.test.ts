import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, why } from './chromium.js';
import { type OpenPage, openPage } from './open-page.js';
import { relativeDifference } from './relative-difference.js';
import { smallTraining } from './small-training.js';

const packages = new URL('../../packages/', import.meta.url);

/** The names that each entry exports when Node imports the builds, without the entries for Node only. */
async function exportedInNode(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const folder of readdirSync(packages)) {
    const {
      name,
      private: unpublished,
      bin,
      exports,
    } = JSON.parse(readFileSync(new URL(`${folder}/package.json`, packages), 'utf8'));
    // A package with a program, @csm/cli, is for Node only.
    if (unpublished || bin) continue;
    for (const [entry, target] of Object.entries<{ default?: string }>(exports)) {
      if (entry === './node' || target.default === undefined) continue;
      const { href } = new URL(`${folder}/${target.default}`, packages);
      found[name + entry.slice(1)] = Object.keys(await import(/* @vite-ignore */ href)).sort();
    }
  }
  return found;
}

describe.skipIf(chromiumPath === undefined)(`all packages in Chromium${why}`, () => {
  let page: OpenPage<typeof import('./pages/packages.js')>;
  beforeAll(async () => {
    page = await openPage('packages');
  });
  afterAll(() => page?.close());

  it('load in one page, and every entry has all its exports', async () => {
    expect(await page.call('exportedNames')).toEqual(await exportedInNode());
  });

  it('train a VAE on wasm, with the same losses as Node', async () => {
    const expected = await smallTraining('wasm');
    const found = await page.call('smallTraining', 'wasm');
    expect(found.length).toBe(2);
    // Six steps in float32; sines and logarithms may be rounded differently in the browser.
    expect(relativeDifference(found, expected)).toBeLessThan(1e-5);
  });

  it('log no error to the console', () => {
    expect(page.errors).toEqual([]);
  });
});
