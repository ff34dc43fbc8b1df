import type { Page } from 'playwright-core';

/** The sentence with the score next to a finished map. */
export const score = (page: Page) => page.getByText(/^Score: [-−\d]/).first();

/** Switches to an engine, and waits until it computes. */
export async function chooseEngine(page: Page, engine: 'wasm' | 'webgpu'): Promise<void> {
  await page.getByLabel('Engine').selectOption(engine);
  await page.waitForFunction(
    (chosen) => document.querySelector<HTMLSelectElement>('header select')?.value === chosen,
    engine,
  );
  await idle(page);
}

/** Waits until no panel computes anything. */
export async function idle(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('progress') === null);
}

/** The pixels of the large map, as one string that changes with the map. */
export const mapPixels = (page: Page) =>
  page
    .getByRole('img', { name: /^Map of / })
    .first()
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

/** What the concept panel says after a name, such as "Concept" or "Held-out AUC". */
export const measure = (page: Page, name: string) => page.locator(`.measures dt:text-is("${name}") + dd`);

/** Draws a lasso around a part of the first scatter, given as shares of its width and height. */
export async function lasso(
  page: Page,
  [left, top, right, bottom]: readonly [number, number, number, number],
) {
  const scatter = page.getByRole('application').first();
  await scatter.scrollIntoViewIfNeeded();
  const box = (await scatter.boundingBox())!;
  const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(left, top));
  await page.mouse.down();
  for (const corner of [at(right, top), at(right, bottom), at(left, bottom), at(left, top)]) {
    await page.mouse.move(...corner, { steps: 4 });
  }
  await page.mouse.up();
}
