import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { breakRuns, type Unbroken, unbrokenRun } from './broken-runs.js';
import { KINDS } from './kinds.js';

// A few of the kills of `npx tsx benchmarks/scale/kills.ts`.
let unbroken: Unbroken;
beforeAll(async () => {
  unbroken = await unbrokenRun();
});
afterAll(async () => {
  if (unbroken) await rm(unbroken.root, { recursive: true, force: true });
});

it.each(KINDS)('$name: a resumed run ends with the bytes of an unbroken run', async (kind) => {
  const { kills, equal, faults, missing } = await breakRuns(kind, unbroken, { kills: 1, seed: 2 });
  if (missing !== undefined) return console.log(`${kind.name}: left out, ${missing}`);
  expect(faults).toEqual([]);
  expect([kills, equal]).toEqual([1, 1]);
});
