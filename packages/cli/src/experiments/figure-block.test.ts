import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { htmlReport } from '@csm/render';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { figureBlock } from './figure-block.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-figure-block-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Noise: no format makes it small. */
async function written(name: string, width: number, height: number): Promise<string> {
  const raw = { width, height, channels: 3 } as const;
  await sharp(randomBytes(width * height * 3), { raw })
    .png()
    .toFile(join(folder, `${name}.png`));
  return join(folder, name);
}

it('embeds a small figure as it is, two pixels per pixel of the page', async () => {
  const path = await written('small', 200, 100);
  const block = await figureBlock(path, 'alt', 'Caption.');
  expect(block).toMatchObject({ width: 100, caption: 'Caption.', source: await readFile(`${path}.png`) });
});

it('embeds a large figure as a JPEG of 900 pixels, and names the files of the whole figure', async () => {
  const block = await figureBlock(await written('large', 2400, 1200), 'alt', 'Caption.');
  expect(block.width).toBe(1200);
  expect(block.caption).toContain('`large.png` and `large.svg` are the whole figure.');
  expect(await sharp(block.source).metadata()).toMatchObject({ format: 'jpeg', width: 900, height: 450 });
  const section = { heading: 'Figures', blocks: [block] };
  expect(htmlReport({ title: 'a', lead: 'b', sections: [section], settings: {} })).toContain(
    'width="1200" height="600"',
  );
});
