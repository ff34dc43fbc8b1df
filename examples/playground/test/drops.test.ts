import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { untilBuilt } from '../../../test/background-build.js';
import { chromiumPath, startChromium, why } from '../../../test/browser/chromium.js';
import { badDrops, decoder, encoder, facePictures, type TestFile } from './bad-drops.js';
import { APP } from './built-app.js';
import { serveFolder } from './serve-folder.js';
import { drop as dropOn } from './user-actions.js';

describe.skipIf(chromiumPath === undefined)(`files that are dropped on the playground${why}`, () => {
  let browser: Browser;
  let page: Page;
  let folder: string;
  let end: () => Promise<void>;
  const errors: string[] = [];

  beforeAll(async () => {
    await untilBuilt('playground');
    const served = await serveFolder(APP);
    end = served.close;
    folder = await mkdtemp(join(tmpdir(), 'csm-drops-'));
    browser = await startChromium();
    page = await browser.newPage();
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(served.url);
    await page.getByText(/^Drawn faces: 400/).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await end?.();
    if (folder) await rm(folder, { recursive: true });
  });

  const panel = () => page.getByRole('region', { name: '1. Model and data' });
  const files = () => panel().getByLabel('Files', { exact: true });
  const drop = async (some: readonly TestFile[]) => {
    await files().setInputFiles(
      some.map(({ name, bytes }) => ({ name, mimeType: '', buffer: Buffer.from(bytes) })),
    );
  };
  const shows = (words: string | RegExp) => panel().getByText(words).first().waitFor();

  it('keep the earlier session until a model and pictures are there, in any order', async () => {
    const { pictures, table } = facePictures(40);
    await drop([table, encoder]);
    await shows('encoder.onnx: encoder (ONNX) from [3,32,32] to 16 latent dimensions');
    await shows(/^Pictures are missing/);
    await shows(/^Drawn faces: 400/);
    await drop(pictures);
    await shows(/^40 pictures: 40 inputs, encoder\.onnx with 16 latent dimensions/);
    await shows(/passed to the model as numbers from 0 to 1/);
    // The encoder was trained on (x − 0.5) / 0.5, which the decoder shows.
    await drop([decoder]);
    await shows(/normalised to −1…1/);
    // The attributes of the table, whose concept is made at once.
    await page
      .getByRole('region', { name: /^2\. Concept/ })
      .getByText(/with, \d+ without/)
      .first()
      .waitFor();
  });

  it.each(badDrops)('say a sentence about %s, and keep what was there', async (_, some, says) => {
    await drop(some);
    const sentences = panel().locator('li, p').filter({ hasText: some[0]!.name });
    await sentences.filter({ hasText: says }).first().waitFor();
    await shows(/40 inputs, encoder\.onnx with 16 latent dimensions/);
  });

  it('refuse files that are too large for the page before they are read', async () => {
    const large = join(folder, 'large.onnx');
    await writeFile(large, encoder.bytes);
    const file = await open(large, 'r+');
    await file.truncate(2 ** 30);
    await file.close();
    await files().setInputFiles(large);
    await shows(/large\.onnx: expected at most 0\.6 GB.*it has 1\.1 GB/);
    await shows(/40 inputs, encoder\.onnx/);
  });

  it('may be a folder that is dropped, with subfolders as the attribute', async () => {
    const dropped = join(folder, 'faces');
    const { pictures } = facePictures(50);
    for (const [at, { name, bytes }] of pictures.entries()) {
      const inside = join(dropped, at % 2 ? 'odd' : 'even');
      await mkdir(inside, { recursive: true });
      await writeFile(join(inside, name), bytes);
    }
    for (const { name, bytes } of [encoder, decoder]) await writeFile(join(dropped, name), bytes);
    await panel().getByRole('button', { name: 'Forget these files' }).click();
    await dropOn(page, [dropped]);
    await shows(/^50 pictures: 50 inputs, encoder\.onnx with 16 latent dimensions/);
    await page
      .getByRole('img', { name: /^Map of .* on .*face-\d+\.png/ })
      .first()
      .waitFor();
    expect(await page.getByLabel('Attribute').first().inputValue()).toBe('folder');
  });

  it('leave the page alive', async () => {
    expect(errors).toEqual([]);
    await panel().getByRole('button', { name: 'Drawn faces' }).click();
    await shows(/^Drawn faces: 400/);
  });
});
