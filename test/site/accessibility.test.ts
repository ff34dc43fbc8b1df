import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAxe } from '../browser/axe.js';
import { chromiumPath, startChromium, why } from '../browser/chromium.js';
import { SITE } from './site.js';

type Browser = Awaited<ReturnType<typeof startChromium>>;
type Page = Awaited<ReturnType<Browser['newPage']>>;

/** One page of each kind. */
const PAGES = [
  'index.html',
  'modules.html',
  'guide/choosing-a-method.html',
  'modules/_csm_core.html',
  'functions/_csm_core.explain.html',
  'interfaces/_csm_core.ExplainOptions.html',
];
/** More pages, which have parts that those lack. */
const MORE_PAGES = [
  'parity.html',
  'modules/concept-saliency-maps.html',
  'types/_csm_core.Inputs.html',
  'variables/_csm_render.colorMaps.html',
];
const WIDTHS = [1440, 390];

/**
 * The sidebar has ten thousand elements, nearly all in closed entries, and is the same on every page except for the entries that are
 * open. The first page is checked with all of them, in light mode: axe checks the colours of what is visible only.
 */
const REMOVE_CLOSED_ENTRIES =
  "document.querySelectorAll('#tsd-nav-container details:not([open]) > .tsd-accordion-details').forEach((closed) => closed.remove())";

describe.skipIf(chromiumPath === undefined)(`the site in Chromium${why}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  /** Opens a page and waits until typedoc's script has built the sidebar. */
  async function open(page: Page, path: string): Promise<void> {
    await page.goto(pathToFileURL(`${SITE}/${path}`).href);
    await page.waitForSelector('#tsd-nav-container a', { state: 'attached' });
  }

  describe.each(['light', 'dark'] as const)('in %s mode', (colorScheme) => {
    it.each(WIDTHS)('has no violation that axe finds, %i pixels wide', async (width) => {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
      const found: string[] = [];
      const pages = width === 1440 ? [...PAGES, ...MORE_PAGES] : PAGES;
      for (const [i, path] of pages.entries()) {
        await open(page, path);
        if (i > 0 || colorScheme === 'dark') await page.evaluate(REMOVE_CLOSED_ENTRIES);
        for (const violation of (await runAxe(page)).violations) found.push(`${path}: ${violation}`);
      }
      await page.close();
      expect(found).toEqual([]);
    });

    it('has no violation in its search and its menu', async () => {
      const page = await browser.newPage({ colorScheme, viewport: { width: 390, height: 900 } });
      await open(page, 'index.html');
      await page.click('#tsd-toolbar-menu-trigger');
      await page.waitForSelector('.site-menu', { state: 'visible' });
      if (colorScheme === 'dark') await page.evaluate(REMOVE_CLOSED_ENTRIES);
      expect((await runAxe(page)).violations).toEqual([]);
      await open(page, 'index.html');
      await page.click('#tsd-search-trigger');
      await page.keyboard.type('integratedGradients');
      await page.waitForSelector('#tsd-search-results a');
      await page.evaluate(REMOVE_CLOSED_ENTRIES);
      expect((await runAxe(page)).violations).toEqual([]);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/functions/_csm_explainers.integratedGradients.html');
      await page.close();
    });
  });

  it('has no page of Markdown or package that is wider than a telephone', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 900 } });
    const files = readdirSync(SITE, { recursive: true, encoding: 'utf8' });
    const wide: string[] = [];
    await open(page, 'index.html');
    // The sidebar, hidden at this width, takes most of the time of opening a page: the other pages are opened without it.
    const pages = files.filter((file) => /^(\w[\w-]*|(guide|how-to|modules)\/.*)\.html$/.test(file));
    for (const [i, path] of ['index.html', ...pages.filter((file) => file !== 'index.html')].entries()) {
      if (i === 1) await page.route('**/assets/navigation.js', (route) => route.abort());
      if (i > 0) await page.goto(pathToFileURL(`${SITE}/${path}`).href);
      const excess: number = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      if (excess > 0) wide.push(`${path}: ${excess} px`);
    }
    await page.close();
    expect(wide).toEqual([]);
  });
});
