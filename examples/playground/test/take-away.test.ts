import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { pythonWith } from '../../../test/python-with.js';
import { chooseEngine, measure } from './panels.js';
import { chromiumPath, firstMap, openTab, screenshot, usePlayground, why } from './playground.js';
import { hashWith, saved, until } from './user-actions.js';

const python = pythonWith('onnx');

describe.skipIf(chromiumPath === undefined)(`what is taken away from the playground${why}`, () => {
  const playground = usePlayground();

  it.each(['wasm', 'webgpu'] as const)(
    'is a figure, an explanation in ONNX, a program, and settings that another page restores, on %s',
    async (engine) => {
      const { page } = await playground.open();
      await firstMap(page);
      if (engine === 'webgpu') await chooseEngine(page, engine);
      await page.getByRole('tabpanel', { name: 'Map' }).getByLabel('Method').selectOption('Input × gradient');
      await page.getByRole('button', { name: 'Next input' }).click();
      await page.getByRole('img', { name: 'Map of Eyeglasses on face 2', exact: true }).waitFor();
      await openTab(page, 'Take it away');

      const svg = await readFile(await saved(page, 'Save SVG'), 'utf8');
      expect(svg).toMatch(/^<svg[^>]*>/);
      expect(svg).toContain('Eyeglasses');
      const { width, height, data } = decode(await readFile(await saved(page, 'Save PNG')));
      const [, svgWidth, svgHeight] = /width="(\d+)"[^>]*height="(\d+)"/.exec(svg)!.map(Number);
      expect([width, height]).toEqual([2 * svgWidth!, 2 * svgHeight!]);
      expect(new Set(data).size).toBeGreaterThan(50);

      const onnx = await saved(page, 'Save explanation.onnx');
      if (python)
        execFileSync(python, ['-c', `import onnx, sys; onnx.checker.check_model(sys.argv[1])`, onnx]);
      const program = await readFile(await saved(page, 'Save explain.ts'), 'utf8');
      expect(program).toContain('inputXGradient');
      expect((await readFile(await saved(page, 'Save inputs.npy'))).subarray(1, 6).toString()).toBe('NUMPY');
      await screenshot(page, 'take-away');

      const settings = await saved(page, 'Save settings');
      const other = (await playground.open()).page;
      await firstMap(other);
      await openTab(other, 'Take it away');
      await other.getByLabel('Open settings').setInputFiles(settings);
      await other.getByText(/ are restored\.$/).waitFor();
      await openTab(other, 'Map');
      await other.getByRole('img', { name: 'Map of Eyeglasses on face 2', exact: true }).waitFor();
      expect(await other.getByLabel('Method').inputValue()).toBe('inputXGradient');
    },
  );

  it('is a link, which restores the concept, the map and the input', async () => {
    const { page } = await playground.open();
    await firstMap(page);
    await page.getByLabel('Attribute').selectOption('Smiling');
    await page
      .getByRole('img', { name: /^Map of Smiling/ })
      .first()
      .waitFor();
    await page.getByLabel('Sign').selectOption('For only');
    await page.getByRole('button', { name: 'Next input' }).click();
    await until(() => page.url()).toContain('#settings=');
    const score = async (of: typeof page) => of.getByText(/^Score: −?\d/).textContent();
    await page.getByRole('img', { name: 'Map of Smiling on face 2', exact: true }).waitFor();
    await page.waitForTimeout(600); // the address follows after 0.4 s
    const other = (await playground.open({ hash: new URL(page.url()).hash.slice(1) })).page;
    await other.getByRole('img', { name: 'Map of Smiling on face 2', exact: true }).waitFor();
    expect(await other.getByLabel('Sign').inputValue()).toBe('positive');
    expect(await score(other)).toBe(await score(page));
    expect(await measure(other, 'Concept').textContent()).toBe(await measure(page, 'Concept').textContent());
  });

  it.each([
    ['damaged', 'settings=abc', /The link does not hold settings of this page, or is damaged/],
    ['cut', hashWith({}).slice(0, 80), /The link does not hold settings of this page, or is damaged/],
    ['of something else', 'top', /The link does not hold settings/],
  ])('is a link that the page explains and does without if it is %s', async (_, hash, says) => {
    const { page } = await playground.open({ hash });
    await page.getByRole('alert').filter({ hasText: says }).waitFor();
    await firstMap(page);
  });
});
