import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contiguous } from '@csm/base';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentRun } from '../../test/silent-run.js';
import type { DataOptions } from './data-options.js';
import type { InputsFor } from './inputs-for.js';
import { openInputs } from './open-inputs.js';
import { withFolders } from './with-folders.js';

const encoder: InputsFor = { inputShape: [8, 8, 3], layout: 'channelsLast' };

let folder = '';
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-folders-'));
  for (const [name, seed] of [
    ['data/a.png', 1],
    ['data/b.png', 2],
    ['outside/a.png', 3],
    ['outside/c.png', 4],
  ] as const) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    const pixels = Buffer.from(Array.from({ length: 27 }, (_, i) => (i * seed * 37) % 256));
    await sharp(pixels, { raw: { width: 3, height: 3, channels: 3 } })
      .png()
      .toFile(at(name));
  }
});
afterAll(() => rm(folder, { recursive: true }));

async function opened(options: DataOptions) {
  const { run, warnings } = silentRun();
  const reads: (readonly string[])[] = [];
  const data = await openInputs(at('data'), encoder, run, options);
  const watched: typeof data = {
    ...data,
    read: (ids) => {
      reads.push(ids);
      return data.read(ids);
    },
  };
  const inputs = await withFolders(watched, [`${at('outside')}/`], { inputs: encoder }, run, options);
  return { inputs, data, reads, warnings };
}

it('reads each folder at once, and keeps the order of the ids', async () => {
  const { inputs, data, reads } = await opened({});
  const outside = await openInputs(at('outside'), encoder, silentRun().run);
  expect(inputs.ids).toEqual(['a.png', 'b.png', `${at('outside')}/a.png`, `${at('outside')}/c.png`]);
  const values = await inputs.read(['b.png', `${at('outside')}/c.png`, 'a.png', `${at('outside')}/a.png`]);
  expect(reads).toEqual([['b.png', 'a.png']]);
  const own = await data.read(['b.png', 'a.png']);
  const others = await outside.read(['c.png', 'a.png']);
  for (const [row, from, at] of [
    [0, own, 0],
    [1, others, 0],
    [2, own, 1],
    [3, others, 1],
  ] as const) {
    expect(contiguous(values.pick(row))).toEqual(contiguous(from.pick(at)));
  }
});

it('reads the folders with the options of the data', async () => {
  const id = `${at('outside')}/c.png`;
  const nearest = await opened({ resize: 'nearest' });
  const bilinear = await opened({});
  const outside = await openInputs(at('outside'), encoder, silentRun().run, { resize: 'nearest' });
  const values = contiguous(await nearest.inputs.read([id]));
  expect(values).toEqual(contiguous(await outside.read(['c.png'])));
  expect(values).not.toEqual(contiguous(await bilinear.inputs.read([id])));
  await writeFile(at('outside/damaged.png'), 'not a picture');
  const { inputs, warnings } = await opened({ skipDamaged: true });
  expect(inputs.ids).not.toContain(`${at('outside')}/damaged.png`);
  expect(warnings).toEqual([expect.stringContaining('damaged.png')]);
});
