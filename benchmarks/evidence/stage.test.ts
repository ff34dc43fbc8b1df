import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stage, storedResult } from './stage.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(`${tmpdir()}/evidence-`);
});
afterAll(() => rm(folder, { recursive: true }));

it('a stage is computed once for the same inputs, and again for other inputs or if its file is damaged', async () => {
  const file = `${folder}/a/stage.json`;
  let times = 0;
  const done = (inputs: unknown) => stage(file, inputs, async () => ++times);
  expect(await done({ seed: 1 })).toBe(1);
  expect(await done({ seed: 1 })).toBe(1);
  expect(await done({ seed: 2 })).toBe(2);
  expect(await storedResult(file, { seed: 1 })).toBeUndefined();
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, 20));
  expect(await done({ seed: 2 })).toBe(3);
});
