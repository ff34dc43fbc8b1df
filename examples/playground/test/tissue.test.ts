import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { writeAnnDataBytes } from '@csm/datasets';
import { describe, expect, it } from 'vitest';
import { runAxe } from '../../../test/browser/axe.js';
import { pythonWith } from '../../../test/python-with.js';
import { builtInCounts } from '../src/data/built-in-tissue-counts.js';
import { chooseEngine, idle, lasso, measure } from './panels.js';
import { chromiumPath, openTab, screenshot, usePlayground, why } from './playground.js';
import { saved, until } from './user-actions.js';

const python = pythonWith('anndata');

describe.skipIf(chromiumPath === undefined)(`tissue in the playground${why}`, () => {
  const playground = usePlayground();

  it.each([
    ['light', 'wasm'],
    ['dark', 'webgpu'],
  ] as const)(
    'ranks the genes of a lassoed region, and gives the .h5ad back, in %s mode on %s',
    async (colorScheme, engine) => {
      const { page } = await playground.open({ colorScheme });
      await page.getByRole('button', { name: 'Drawn tissue' }).click();
      const plot = page.getByRole('application', { name: /spots on the section/ });
      await plot.waitFor();
      if (engine === 'webgpu') await chooseEngine(page, engine);
      await openTab(page, 'Genes');
      const before = await measure(page, 'Concept').textContent();
      // Fewer spots on WebGPU, which the processor emulates here.
      await lasso(page, engine === 'webgpu' ? [0.45, 0.45, 0.55, 0.55] : [0.35, 0.35, 0.65, 0.65]);
      await until(() => measure(page, 'Concept').textContent()).not.toBe(before);
      const [, inside] = /(\d+) with, \d+ without/
        .exec((await measure(page, 'Concept').textContent())!)!
        .map(Number);
      await page.getByRole('table', { name: 'Genes that raise the score' }).getByRole('row').nth(3).waitFor();
      await idle(page);
      await page
        .getByRole('table', { name: 'Genes that raise the score' })
        .getByRole('button')
        .first()
        .click();
      await page
        .getByRole('region', { name: 'Section' })
        .getByText(/counts of/)
        .first()
        .waitFor();
      await screenshot(page, `${colorScheme}-tissue`);
      expect((await runAxe(page)).violations).toEqual([]);

      const csv = await readFile(await saved(page, 'Save all genes as CSV'), 'utf8');
      const path = await saved(page, 'Save .h5ad with results');
      if (python === undefined) return;
      const read = `
import anndata, json, sys
a = anndata.read_h5ad(sys.argv[1])
print(json.dumps({ 'spots': a.n_obs, 'genes': a.n_vars, 'scores': float(a.obs['csm_score'].std()),
  'inside': int((a.obs['csm_concept'] != 'without').sum()), 'named': int((a.obs['csm_concept'].notna()).sum()), 'spatial': list(a.obsm['spatial'].shape) }))`;
      const found = JSON.parse(execFileSync(python, ['-c', read, path], { encoding: 'utf8' }));
      expect(found.inside).toBe(inside);
      expect(found.spatial).toEqual([found.spots, 2]);
      expect(found.scores).toBeGreaterThan(0);
      expect(csv.trim().split('\n').length - 1).toBe(found.genes);
    },
  );

  it('ranks the genes of cells without places, for a model that is dropped with them', async () => {
    const { page } = await playground.open();
    const counts = builtInCounts();
    const { x, y, pixels, layout, diameter, ...spots } = counts.spots;
    const nowhere = new Float64Array(x.length).fill(Number.NaN);
    const bytes = await writeAnnDataBytes({
      counts: {
        genes: counts.genes,
        counts: counts.counts,
        spots: { ...spots, x: nowhere, y: nowhere, layout: 'none' },
      },
      obs: { layer: counts.spots.labels! },
    });
    const model = await Promise.all(
      ['model.json', 'weights.bin'].map(async (name) => ({
        name,
        mimeType: '',
        buffer: await readFile(new URL(`../src/data/models/tissue/encoder/${name}`, import.meta.url)),
      })),
    );
    await page
      .getByLabel('Files')
      .setInputFiles([...model, { name: 'cells.h5ad', mimeType: '', buffer: Buffer.from(bytes) }]);
    await page.getByText(/^cells\.h5ad: 420 cells/).waitFor();
    await page.getByLabel('Attribute').first().selectOption('layer');
    await openTab(page, 'Genes');
    const raise = page.getByRole('table', { name: 'Genes that raise the score' });
    await raise.getByText(/^GCL_/).first().waitFor();
    expect(await page.getByRole('region', { name: 'Section' }).count()).toBe(0);
    expect(await raise.getByRole('button').count()).toBe(0);
    await screenshot(page, 'cells');
    expect((await runAxe(page)).violations).toEqual([]);
  });
});
