import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { bulbLayers, geneRasters, syntheticBulb } from '@csm/datasets';
import ndarray from 'ndarray';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { conceptWithNulls, randomSets } from './concept-vectors.js';
import type { GroundConcept } from './ground.js';
import { spotMask } from './grounds/spot-masks.js';
import { markdownTable, replaceSection } from './markdown.js';
import { kept, stage } from './stage.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(`${tmpdir()}/evidence-`);
});
afterAll(() => rm(folder, { recursive: true }));

it('a stage is done once for the same inputs, again for others, and again if its file is damaged', async () => {
  const file = `${folder}/a/stage.json`;
  let times = 0;
  const done = (inputs: unknown) => stage(file, inputs, async () => ++times);
  expect(await done({ seed: 1 })).toBe(1);
  expect(await done({ seed: 1 })).toBe(1);
  expect(await done({ seed: 2 })).toBe(2);
  expect(await kept(file, { seed: 1 })).toBeUndefined();
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, 20));
  expect(await done({ seed: 2 })).toBe(3);
});

it('the masks of the layers of a drawn bulb part its spots', () => {
  const bulb = syntheticBulb({ genes: 8, seed: 3 });
  const { cells } = geneRasters(bulb, { size: 32 });
  const masks = bulbLayers.map((layer) =>
    spotMask(cells, bulb.spots.labels, (label) => label === layer, [32, 32]),
  );
  const all = spotMask(cells, bulb.spots.labels, () => true, [32, 32]);
  all.data.forEach((value, at) => {
    expect(masks.reduce((sum, mask) => sum + mask.data[at]!, 0)).toBe(value);
  });
  expect(all.data.reduce((a, b) => a + b, 0)).toBe(bulb.spots.names.length);
});

it('spots without a label or off the grid are in no mask', () => {
  const mask = spotMask([0, -1, 2, 3], ['GL', 'GL', null, 'MCL'], (label) => label === 'GL', [2, 2]);
  expect([...mask.data]).toEqual([1, 0, 0, 0]);
});

it.each(['mean', 'difference'] as const)(
  'random vectors have the length of the concept and are not it (formula: %s)',
  (formula) => {
    const latents = ndarray(
      Float32Array.from({ length: 60 }, (_, i) => Math.sin(7 * i)),
      [20, 3],
    );
    const place = { name: 'c', positives: [0, 1, 2, 3], negatives: [...Array(16).keys()].map((k) => k + 4) };
    const { concept, isotropic, permuted } = conceptWithNulls(
      place as unknown as GroundConcept,
      latents,
      formula,
      {
        count: 5,
        seed: 2,
      },
    );
    for (const other of [...isotropic, ...permuted]) {
      expect(Math.hypot(...other.vector)).toBeCloseTo(Math.hypot(...concept.vector), 5);
      expect([...other.vector]).not.toEqual([...concept.vector]);
    }
    expect([isotropic.length, permuted.length]).toEqual([5, 5]);
    const sets = randomSets(place.positives, place.negatives, 5, 2);
    for (const set of sets) expect(new Set(set).size).toBe(4);
  },
);

it('a section of a page is replaced and the rest stays', () => {
  const page = 'a\n<!-- begin x -->\nold\n<!-- end x -->\nb';
  expect(replaceSection(page, 'x', 'new')).toBe('a\n<!-- begin x -->\n\nnew\n\n<!-- end x -->\nb');
  expect(() => replaceSection(page, 'y', 'new')).toThrow('the page has no <!-- begin y -->');
});

it('columns of a table are as wide as their widest cell', () => {
  expect(markdownTable(['a', 'two'], [['long', '−']])).toBe('| a    | two |\n| ---- | --- |\n| long | −   |');
});
