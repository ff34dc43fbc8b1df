import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAxe } from '../../../test/browser/axe.js';
import { chooseEngine, idle, lasso, mapPixels, measure, score } from './panels.js';
import { chromiumPath, firstMap, type OpenPlayground, screenshot, usePlayground, why } from './playground.js';

describe.skipIf(chromiumPath === undefined)(`the playground with the built-in faces${why}`, () => {
  const playground = usePlayground({ keepPages: true });
  const scores = new Map<string, string | null>();

  describe.each(['wasm', 'webgpu'] as const)('on %s', (engine) => {
    let open: OpenPlayground;
    beforeAll(async () => {
      open = await playground.open();
      await firstMap(open.page);
      if (engine === 'webgpu') await chooseEngine(open.page, engine);
    });
    afterAll(() => open.context.close());

    it('makes a concept of an attribute, of a lasso, and of a pasted vector', async () => {
      const { page } = open;
      await page.getByLabel('Attribute').first().selectOption('Wearing_Hat');
      await measure(page, 'Concept')
        .filter({ hasText: /^Wearing_Hat \d+ with, \d+ without/ })
        .waitFor();
      const auc = await measure(page, 'Held-out AUC').textContent();
      expect(Number.parseFloat(auc!)).toBeGreaterThan(0.9);

      await page.getByLabel('+ Mark with', { exact: true }).check();
      await lasso(page, [0.1, 0.1, 0.45, 0.9]);
      await page.getByLabel('− Mark without').check();
      await lasso(page, [0.55, 0.1, 0.9, 0.9]);
      await idle(page);
      await measure(page, 'Concept').filter({ hasNotText: 'Wearing_Hat' }).waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();

      await page.getByText('Paste a vector').click();
      await page.getByLabel(/numbers: JSON/).fill(Array.from({ length: 16 }, (_, k) => k - 7).join(', '));
      await page.getByRole('button', { name: 'Use this vector' }).click();
      await idle(page);
      await page.getByLabel('Attribute').first().selectOption('Eyeglasses');
      await measure(page, 'Concept').filter({ hasText: 'Eyeglasses' }).waitFor();
      expect(open.errors).toEqual([]);
    });

    it('shows the score of WebAssembly', async () => {
      await idle(open.page);
      await open.page.getByRole('spinbutton', { name: /^Input/ }).fill('2');
      await open.page.getByRole('spinbutton', { name: /^Input/ }).press('Enter');
      await open.page.getByRole('img', { name: 'Map of Eyeglasses on face 2', exact: true }).waitFor();
      scores.set(engine, await score(open.page).textContent());
      expect(scores.get(engine)).toBe(scores.get('wasm'));
    });

    it('shows the map under the pointer, by other methods, side by side, moved, and as regions', async () => {
      const { page } = open;
      await idle(page);
      const before = await mapPixels(page);
      await page.getByRole('toolbar').getByRole('button').nth(3).hover();
      await expect.poll(() => mapPixels(page), { timeout: 60_000 }).not.toBe(before);
      const integrated = await mapPixels(page);
      await page.getByLabel('Method').selectOption({ label: 'Grad-CAM' });
      await expect.poll(() => mapPixels(page), { timeout: 60_000 }).not.toBe(integrated);

      await page.getByText('Side by side').click();
      await expect
        .poll(() => page.getByRole('img', { name: /^(Gradient|Integrated gradients) of / }).count(), {
          timeout: 60_000,
        })
        .toBe(2);
      await page.getByText('Move along the concept').click();
      const slider = page.getByRole('slider', { name: /along/i });
      await slider.focus();
      await page.keyboard.press('End');
      await page.getByRole('img', { name: /decoded .* concept vectors away/ }).waitFor();
      await page.getByText('Counterfactual', { exact: true }).click();
      await page.getByRole('img', { name: /^Counterfactual of / }).waitFor();
      expect(await score(page).textContent()).toMatch(/Score: -?−?\d/);
      if (engine === 'webgpu') return;
      await page.getByText('Regions', { exact: true }).click();
      await page.getByRole('button', { name: 'Test regions' }).click();
      await page.getByText(/^\d+ of 36 regions of face \d+ are significant/).waitFor();
      await screenshot(page, 'faces-map');
      expect((await runAxe(page)).violations).toEqual([]);
      expect(open.errors).toEqual([]);
    });

    it('plays a round of “Which one is real?” and explains it', async () => {
      const { page } = open;
      await page.getByRole('tab', { name: 'Which one is real?' }).click();
      await page.getByRole('button', { name: 'Start' }).click();
      const maps = page.locator('.choices button');
      await expect.poll(() => maps.count(), { timeout: 120_000 }).toBe(10);
      await maps.nth(4).focus();
      await page.keyboard.press('5');
      await page.locator('.choices button', { hasText: 'real' }).waitFor();
      if (engine === 'webgpu') return; // thousands of small encodings take minutes on SwiftShader
      await page.getByRole('button', { name: 'Make the certificate' }).click();
      await page.getByText(/^Verdict: /).waitFor();
      await screenshot(page, 'faces-quiz');
      expect((await runAxe(page)).violations).toEqual([]);
      expect(open.errors).toEqual([]);
    });
  });
});
