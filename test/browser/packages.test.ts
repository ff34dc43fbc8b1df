import * as core from '@csm/core';
import * as statistics from '@csm/core/statistics';
import * as datasets from '@csm/datasets';
import * as evaluate from '@csm/evaluate';
import * as explainers from '@csm/explainers';
import * as testing from '@csm/explainers/testing';
import * as models from '@csm/models';
import * as render from '@csm/render';
import * as wasm from '@csm/wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, why } from './chromium.js';
import { type OpenPage, openPage } from './open-page.js';
import { relativeDifference } from './relative-difference.js';
import { smallTraining } from './small-training.js';

describe.skipIf(chromiumPath === undefined)(`all packages in Chromium${why}`, () => {
  let page: OpenPage<typeof import('./pages/packages.js')>;
  beforeAll(async () => {
    page = await openPage('packages');
  });
  afterAll(() => page?.close());

  it('load in one page, each with all that it exports', async () => {
    const found = await page.call('exportedNames');
    const entries = { core, statistics, datasets, evaluate, explainers, testing, models, render, wasm };
    for (const [name, entry] of Object.entries(entries)) {
      expect(found[name]!.sort(), name).toEqual(Object.keys(entry).sort());
    }
  });

  it('train a VAE on wasm, with the losses of Node', async () => {
    const expected = await smallTraining('wasm');
    const found = await page.call('smallTraining', 'wasm');
    expect(found.length).toBe(2);
    // six steps in float32; sines and logarithms of the browser may round otherwise
    expect(relativeDifference(found, expected)).toBeLessThan(1e-5);
  });

  it('leave no error in the console', () => {
    expect(page.errors).toEqual([]);
  });
});
