import { describe, it } from 'vitest';
import { chromiumPath, firstMap, openTab, usePlayground, why } from './playground.js';
import { until } from './user-actions.js';

describe.skipIf(chromiumPath === undefined)(`the playground offline${why}`, () => {
  const playground = usePlayground();

  it('opens, maps, asks and switches the engine without a network after the first load', async () => {
    const { page, context } = await playground.open();
    await firstMap(page);
    await page.getByText('Ready for offline use.').waitFor();
    await context.setOffline(true);
    await playground.server.close();
    await page.reload();
    await firstMap(page);
    await openTab(page, 'Which one is real?');
    await page.getByRole('button', { name: 'Start' }).click();
    await page
      .getByRole('list', { name: /^Maps, one of them of/ })
      .getByRole('button')
      .nth(9)
      .waitFor();
    await page.getByRole('button', { name: 'Drawn tissue' }).click();
    await page.getByRole('application', { name: /spots on the section/ }).waitFor();
    await page.getByLabel('Engine').selectOption('WebGPU');
    await until(() => page.getByLabel('Engine').inputValue()).toBe('webgpu');
  });
});
