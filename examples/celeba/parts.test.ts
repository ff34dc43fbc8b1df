import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NEEDS_SHARED, sharedPath } from '../../test/shared-folder.js';
import { claimFolder } from './claim-folder.js';
import { cmuFaces } from './cmu-faces.js';
import { changeCorrelation } from './decoded-change.js';
import { idsOf } from './faces.js';
import { meanDifferenceBox } from './mean-difference-box.js';
import { spread } from './measure-maps.js';
import { overChannels } from './pictures.js';
import { areaInside, shareInside } from './place.js';
import { stage } from './stage.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-celeba-parts-'));
});
afterAll(() => rm(folder, { recursive: true }));

const picture = (values: readonly number[], ...shape: number[]) => ({
  data: Float32Array.from(values),
  shape,
});

describe('meanDifferenceBox', () => {
  it('is the box around what differs by more than half the largest difference, channels summed', () => {
    const image = (values: readonly number[]) => ndarray(Float32Array.from(values), [1, 3, 3, 2]);
    const none = new Array(18).fill(0);
    // Pixels (0, 1): −0.8, (1, 2): 0.5, (2, 0): 0.5 − 0.3.
    const some = [0, 0, -0.4, -0.4, 0, 0, 0, 0, 0, 0, 0.5, 0, 0.5, -0.3, 0, 0, 0, 0];
    expect([...meanDifferenceBox(image(some), image(none)).data]).toEqual([0, 1, 1, 0, 1, 1, 0, 0, 0]);
  });
});

describe('shareInside and overChannels', () => {
  const mask = ndarray(Uint8Array.from([1, 0, 0, 0]), [2, 2]);

  it('takes |sum over channels|', () => {
    const map = picture([3, -1, 1, 1, 0, 0, -2, -2], 2, 2, 2);
    expect([...overChannels(map)]).toEqual([2, 2, 0, 4]);
    expect(shareInside([map], [mask])).toBe(0.25);
    expect(shareInside([map, picture([0, 0, 0, 0], 2, 2, 1)], [mask, mask])).toBe(0.125);
    expect(areaInside([mask])).toBe(0.25);
  });
});

describe('changeCorrelation', () => {
  it('is 1 where the map is as large as the change, whatever the signs, and unknown for a flat one', () => {
    const change = picture([1, -2, 0, 3], 2, 2, 1);
    expect(changeCorrelation(change, picture([-10, 20, 0, 30], 2, 2, 1))).toBeCloseTo(1, 6);
    expect(changeCorrelation(change, picture([0, 0, 0, 0], 2, 2, 1))).toBeUndefined();
  });
});

describe('spread', () => {
  it('takes items at equal distances, or all', () => {
    expect(spread([1, 2, 3, 4, 5, 6], 3)).toEqual([1, 3, 5]);
    expect(spread([1, 2], 3)).toEqual([1, 2]);
  });
});

describe('stage', () => {
  it('computes once for the same inputs, and anew for others or where the file is damaged', async () => {
    const file = join(folder, 'stages', 'a.bin');
    let count = 0;
    const run = (inputs: unknown) =>
      stage(file, inputs, () => ({ count: ++count, data: Float32Array.of(1, 2) }));
    expect(await run({ steps: 1, over: Float32Array.of(1) })).toEqual({
      count: 1,
      data: Float32Array.of(1, 2),
    });
    expect(await run({ steps: 1, over: Float32Array.of(1) })).toEqual({
      count: 1,
      data: Float32Array.of(1, 2),
    });
    expect((await run({ steps: 1, over: Float32Array.of(2) })).count).toBe(2);
    await truncate(file, 20);
    expect((await run({ steps: 1, over: Float32Array.of(2) })).count).toBe(3);
  });
});

describe('claimFolder', () => {
  it('lets the same run go on and refuses another, by what differs', async () => {
    const out = join(folder, 'claimed');
    await claimFolder(out, { seed: 1, limit: undefined });
    await claimFolder(out, { seed: 1 });
    await expect(claimFolder(out, { seed: 2 })).rejects.toThrow(/seed 1, now 2.*--out/);
  });
});

const cmu = sharedPath('data', 'cmu-faces');
describe.skipIf(!cmu)(`cmuFaces ${cmu ? '' : NEEDS_SHARED}`, () => {
  it('parts by person, and finds a box over the eyes', async () => {
    const { signal } = new AbortController();
    const faces = await cmuFaces(cmu!, { size: 64, seed: 1, signal });
    const people = (ids: readonly string[]) => new Set(faces.dataset.labels('person', ids));
    const parts = [faces.train, faces.validation, faces.test];
    expect(parts.map((ids) => people(ids).size)).toEqual([12, 2, 6]);
    expect(new Set(parts.flatMap((ids) => [...people(ids)])).size).toBe(20);
    expect(parts.flat()).toHaveLength(624);
    for (const concept of faces.concepts) {
      expect(idsOf(faces, concept, 'positive', faces.test).length).toBeGreaterThan(20);
    }
    const eyes = faces.regions.get('Sunglasses')!;
    expect(eyes.among(faces.test)).toHaveLength(
      faces.dataset.idsWhere({ pose: 'forward' }, faces.test).length,
    );
    expect(areaInside([eyes.mask('')])).toBeGreaterThan(0.02);
    expect(areaInside([eyes.mask('')])).toBeLessThan(0.08);
  });
});

it('the command says what is wrong with its options', () => {
  const command = (...options: string[]) => {
    const file = fileURLToPath(new URL('main.ts', import.meta.url));
    const cwd = fileURLToPath(new URL('../..', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file, ...options], {
      cwd,
      encoding: 'utf8',
    });
    return `${status} ${stderr}`;
  };
  expect(command('--celeba', 'a', '--cmu-faces', 'b')).toMatch(
    /^1 --celeba or --cmu-faces, not both\n\nusage: /,
  );
  expect(command('--cmu-faces', join(folder, 'absent'))).toMatch(/^1 imageFolder: .*absent/);
});
