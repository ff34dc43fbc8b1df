import { syntheticBulb, writeAnnDataBytes } from '@csm/datasets';
import { expect, it } from 'vitest';
import { readCountsFile } from './read-counts.js';

const run = { signal: new AbortController().signal, onProgress() {} };

it.each([
  ['counts', 1, []],
  ['values that are not whole numbers', 0.5, [/\/X has values/, /uses them as counts.*save the counts as X/]],
])('reads %s, and says what it assumes of them', async (_, factor, says) => {
  const bulb = syntheticBulb({ genes: 20, spots: 50, seed: 1 });
  const values = bulb.counts.values.map((value) => value * factor);
  const bytes = await writeAnnDataBytes({ counts: { ...bulb, counts: { ...bulb.counts, values } } });
  const file = new File([new Uint8Array(bytes)], 'bulb.h5ad');
  const { notes } = await readCountsFile({ path: 'bulb.h5ad', file }, undefined, undefined, run);
  expect(notes).toEqual(says.map((words) => expect.stringMatching(words)));
});
