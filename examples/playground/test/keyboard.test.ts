import { describe, expect, it } from 'vitest';
import { measure } from './panels.js';
import { chromiumPath, firstMap, usePlayground, why } from './playground.js';
import { until } from './user-actions.js';

describe.skipIf(chromiumPath === undefined)(`the playground without a pointer${why}`, () => {
  const playground = usePlayground();

  it('makes a concept by lasso, looks at maps, picks one, and undoes, by keys alone', async () => {
    const { page } = await playground.open({ reducedMotion: 'reduce' });
    await firstMap(page);
    const { keyboard } = page;
    /** Presses Tab until what has the focus has this name. */
    const tabTo = async (name: RegExp) => {
      for (let presses = 0; presses < 60; presses++) {
        const focused = await page.evaluate(() => {
          const element = document.activeElement as HTMLElement;
          return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
        });
        if (name.test(focused)) return;
        await keyboard.press('Tab');
      }
      throw new Error(`Tab does not reach ${name}.`);
    };

    // The cursor moves through the points, and the map follows.
    await tabTo(/^Latents of 400 inputs/);
    await keyboard.press('ArrowRight');
    await page.locator('.scatter-name', { hasText: 'face 1' }).waitFor();
    await keyboard.press('ArrowRight');
    await page.getByRole('img', { name: /^Map of Eyeglasses on face (?!1$)\d+$/ }).waitFor();

    // A lasso around a rectangle.
    await keyboard.press('l');
    const side = 12;
    const counts = measure(page, 'Concept').getByText(/^\s*\d+ with, \d+ without/);
    await keyboard.press('Enter');
    for (const direction of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']) {
      for (let step = 0; step < side; step++) await keyboard.press(direction);
      await keyboard.press('Enter');
    }
    await until(() => counts.textContent()).not.toContain('202 with, 198 without');
    expect(Number(/(\d+) with/.exec((await counts.textContent())!)![1])).toBeGreaterThan(0);

    // Undo, from anywhere in the panel.
    await keyboard.press('Control+z');
    await until(() => counts.textContent()).toContain('202 with, 198 without');

    // An example is marked in the strip.
    await tabTo(/^face \d+, score/);
    await keyboard.press('ArrowRight');
    await keyboard.press('+');
    await until(() => counts.textContent()).toContain('1 with');
    await keyboard.press('Control+z');
    await until(() => counts.textContent()).toContain('202 with, 198 without');

    // The quiz.
    await tabTo(/^Map$/);
    await keyboard.press('ArrowRight');
    await tabTo(/^Start$/);
    await keyboard.press('Enter');
    await page
      .getByRole('list', { name: /^Maps, one of them of/ })
      .getByRole('button')
      .nth(9)
      .waitFor();
    await tabTo(/^Map 1 of 10$/);
    await keyboard.press('4');
    await page.getByText(/^(Right: map 4|No: map \d+) is the map of Eyeglasses\.$/).waitFor();
  });
});
