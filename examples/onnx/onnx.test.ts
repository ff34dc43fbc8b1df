import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { syntheticFaces } from '@csm/datasets';
import { renderImage } from '@csm/render';
import { writePng } from '@csm/render/node';
import { engine } from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
const start = process.cwd();
const printed: string[] = [];

/** Runs in a folder that holds the example's models and pictures, and collects what programs print. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'csm-onnx-'));
  process.chdir(folder);
  for (const name of await readdir(here)) {
    if (/\.(onnx|npy)$/.test(name)) await copyFile(join(here, name), name);
  }
  vi.spyOn(console, 'log').mockImplementation((...values) => {
    printed.push(
      values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' '),
    );
  });
});

afterAll(() => {
  process.chdir(start);
  vi.restoreAllMocks();
});

const page = await readFile(new URL('../../docs/guide/your-model.md', import.meta.url), 'utf8');

describe('the programs of "Your model"', () => {
  it('folder.ts makes a map from a folder of pictures', async () => {
    // Larger than the encoder's inputs, and every other one a JPEG, as in most folders of pictures.
    const { images, attributes, attributeNames } = syntheticFaces({ count: 60, size: 48, seed: 3 });
    const column = attributeNames.indexOf('Eyeglasses');
    const nameOf = (i: number) => `${i}.${i % 2 === 0 ? 'png' : 'jpg'}`;
    const rows = Array.from({ length: 60 }, (_, i) => `${nameOf(i)},${attributes.get(i, column)}`);
    await mkdir('faces');
    for (let i = 0; i < 60; i++) {
      await writePng(`faces/${i}.png`, renderImage(images.pick(i)));
      if (i % 2 === 0) continue;
      await sharp(`faces/${i}.png`)
        .flatten()
        .jpeg()
        .toFile(`faces/${nameOf(i)}`);
      await rm(`faces/${i}.png`);
    }
    await writeFile('faces/attributes.csv', `image,Eyeglasses\n${rows.join('\n')}\n`);
    await import('./page/folder.js');
    expect((await readdir('out')).sort()).toEqual(['face.png', 'map.png']);
    expect(printed.at(-1)).toMatch(/^score: \d/);
  });

  it('check.ts finds the latents that PyTorch computed', async () => {
    await import('./page/check.js');
    const [, difference] = /largest latent: (.*)$/.exec(printed.at(-1)!)!;
    expect(Number(difference)).toBeLessThan(2e-6);
  });

  it('describe.ts prints what the page shows', async () => {
    await import('./page/describe.js');
    expect(page).toContain(`\`\`\`text\n${printed.at(-1)}\n\`\`\`\n`);
  });

  it('options.ts prints the shapes that the page names', async () => {
    printed.length = 0;
    await import('./page/options.js');
    expect(printed).toEqual(['[3,16,16] 4', '[20] 4', '[1,6,8]']);
  });

  it('server.ts asks a server', async () => {
    const asked: number[][] = [];
    vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
      const { shape, values } = JSON.parse(body) as { shape: number[]; values: number[] };
      asked.push(shape);
      const size = values.length / shape[0]!;
      const latent = (sample: number) => values.slice(sample * size, sample * size + 16);
      return new Response(JSON.stringify(Array.from({ length: shape[0]! }, (__, i) => latent(i))));
    });
    await import('./page/server.js');
    vi.unstubAllGlobals();
    expect(printed.at(-1)).toBe('[1,3,32,32]');
    expect(asked.every((shape) => `${shape.slice(1)}` === '3,32,32')).toBe(true);
  });
});

it('main.ts runs, and writes a panel', async () => {
  const before = engine().memory().numTensors;
  await import('./main.js');
  expect(await readdir('out/onnx')).toEqual(['panel.png']);
  expect(engine().memory().numTensors).toBe(before);
});
