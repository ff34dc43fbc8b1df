import { describe, it } from 'vitest';
import { chromiumPath, firstMap, usePlayground, why } from './playground.js';

describe.skipIf(chromiumPath === undefined)(`the playground offline${why}`, () => {
  const playground = usePlayground();

  it('draws a map after a reload without the network', async () => {
    const { page, context } = await playground.open();
    await firstMap(page);
    await page.getByText('Ready for offline use.').waitFor();
    await context.setOffline(true);
    await page.reload();
    await firstMap(page);
  });
});
