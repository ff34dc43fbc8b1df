import { describe, expect, it } from 'vitest';
import { runAxe } from '../../../test/browser/axe.js';
import { pageTasks } from './page-tasks.js';
import { chromiumPath, firstMap, screenshot, usePlayground, why } from './playground.js';

const MEGABYTE = 2 ** 20;

describe.skipIf(chromiumPath === undefined)(`the playground as it opens${why}`, () => {
  const playground = usePlayground();

  it('maps a face after less than 8 MB', async () => {
    const before = playground.server.sent.length;
    const { page } = await playground.open({ hash: 'none' });
    const tasks = await pageTasks(playground.browser, page, async () => {
      await page.reload();
      await firstMap(page);
    });
    const files = new Map(playground.server.sent.slice(before).map(({ path, bytes }) => [path, bytes]));
    const bytes = [...files.values()].reduce((sum, each) => sum + each, 0);
    console.log(
      `first map: ${(bytes / MEGABYTE).toFixed(2)} MB in ${files.size} files; longest task ${tasks[0]!.processor.toFixed(0)} ms of processor time`,
    );
    expect(bytes).toBeLessThan(8 * MEGABYTE);
  });

  describe.each(['light', 'dark'] as const)('in %s mode', (colorScheme) => {
    it.each([1400, 390])('has no violation that axe finds, %i pixels wide', async (width) => {
      const { page } = await playground.open({ colorScheme, width });
      await firstMap(page);
      const excess: number = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(excess).toBe(0);
      const tabs = await page.getByRole('tab').all();
      const found: string[] = [];
      for (const tab of tabs) {
        await tab.click();
        const name = (await tab.textContent())!;
        await screenshot(page, `${colorScheme}-${width}-${name.toLowerCase().replace(/\W+/g, '-')}`);
        for (const violation of (await runAxe(page)).violations) found.push(`${name}: ${violation}`);
      }
      expect(found).toEqual([]);
    });
  });
});
