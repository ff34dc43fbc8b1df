import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { htmlReport } from '@csm/render';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAxe } from './axe.js';
import { chromiumPath, startChromium, why } from './chromium.js';
import { reportOfAllBlocks } from './report-of-all-blocks.js';

/** Set to a folder to keep the screenshots. */
const SCREENSHOTS = process.env.CSM_SCREENSHOTS;

const schemes = ['light', 'dark'] as const;
const widths = [1280, 390];

describe.skipIf(chromiumPath === undefined)(`htmlReport in Chromium${why}`, () => {
  let browser: Browser;
  let folder: string;
  let url: string;
  beforeAll(async () => {
    browser = await startChromium();
    folder = await mkdtemp(join(tmpdir(), 'csm-report-'));
    await writeFile(join(folder, 'report.html'), htmlReport(reportOfAllBlocks()));
    url = pathToFileURL(join(folder, 'report.html')).href;
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  async function open(options: { scheme?: 'light' | 'dark'; width?: number } = {}) {
    const { scheme = 'light', width = 1280 } = options;
    const page = await browser.newPage({ colorScheme: scheme, viewport: { width, height: 900 } });
    const requests: string[] = [];
    const answers: string[] = [];
    const errors: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('response', (response) => answers.push(response.url()));
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => errors.push(message.text()));
    await page.goto(url);
    return { page, requests, answers, errors };
  }

  describe.each(schemes)('in %s mode', (scheme) => {
    it.each(widths)('has no violation that axe finds, %i pixels wide', async (width) => {
      const { page } = await open({ scheme, width });
      await page.evaluate('document.querySelectorAll("details").forEach((each) => { each.open = true })');
      const { violations, passed } = await runAxe(page);
      expect(violations).toEqual([]);
      expect(passed).toContain('color-contrast');
      if (SCREENSHOTS)
        await page.screenshot({ path: `${SCREENSHOTS}/blocks-${scheme}-${width}.png`, fullPage: true });
      await page.close();
    });
  });

  it('loads nothing, runs no script, and logs no error', async () => {
    const { page, requests, errors } = await open();
    await page.waitForTimeout(300);
    expect(requests.filter((each) => !each.startsWith('data:'))).toEqual([url]);
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(errors).toEqual([]);
    await page.close();
  });

  it('forbids scripts and anything from outside, whatever gets into the page', async () => {
    const { page, answers, errors } = await open();
    await page.evaluate(`
      const script = document.createElement('script'); script.textContent = 'window.ran = true';
      const picture = document.createElement('img'); picture.src = 'https://example.org/picture.png';
      document.body.append(script, picture);
    `);
    await page.waitForTimeout(300);
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(answers.filter((each) => each.startsWith('http'))).toEqual([]);
    expect(errors.join('\n')).toContain('Content Security Policy');
    await page.close();
  });

  it('shows every figure, at its width, also a malicious one', async () => {
    const { page } = await open();
    const sizes = await page.evaluate(
      '[...document.images].map(({ complete, naturalWidth, width }) => [complete, naturalWidth, width])',
    );
    expect(sizes).toHaveLength(4);
    for (const [complete, naturalWidth] of sizes as [boolean, number, number][]) {
      expect(complete).toBe(true);
      expect(naturalWidth).toBeGreaterThan(0);
    }
    expect((sizes as number[][])[1]?.[2]).toBe(160);
    await page.close();
  });

  it('reaches the skip link first, then links, details and regions that scroll, with the Tab key', async () => {
    const { page } = await open({ width: 390 });
    const reached: string[] = [];
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      const focused = await focus(page);
      if (focused === 'BODY') break;
      reached.push(focused);
    }
    expect(reached[0]).toBe('A Skip to the content');
    expect(reached).toContain('A Maps');
    expect(reached).toContain('SUMMARY All scores');
    expect(reached.filter((each) => each.startsWith('DIV Table: Scores'))).toHaveLength(1);
    expect(reached.filter((each) => each === 'DIV Figure: A wide figure')).toHaveLength(1);
    expect(reached.some((each) => each.startsWith('SUMMARY 5 settings'))).toBe(true);
    await page.close();
  });

  it('goes to the content with the skip link, opens details with Enter, and scrolls a table with the arrow key', async () => {
    const { page } = await open({ width: 390 });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.focus('summary');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.querySelector("details").open')).toBe(true);
    await page.focus('[role=group][aria-label^="Table: Scores"]');
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(500);
    expect(await page.evaluate('document.activeElement.scrollLeft')).toBeGreaterThan(0);
    await page.close();
  });

  it('never scrolls sideways as a whole', async () => {
    for (const width of [...widths, 320]) {
      const { page } = await open({ width });
      await page.evaluate('document.querySelectorAll("details").forEach((each) => { each.open = true })');
      expect(await page.evaluate('document.documentElement.scrollWidth'), `${width}`).toBe(width);
      await page.close();
    }
  });

  it('prints details and wide tables', async () => {
    const { page } = await open();
    await page.emulateMedia({ media: 'print' });
    expect(await page.isVisible('details td')).toBe(true);
    expect(await page.isVisible('nav')).toBe(false);
    await page.close();
  });
});

/** Tag and name of the element with the focus. */
const focus = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { tagName, ariaLabel, textContent } = document.activeElement ?? document.body;
    return tagName === 'BODY' ? tagName : `${tagName} ${ariaLabel ?? textContent}`.trim();
  });
