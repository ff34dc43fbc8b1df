import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stage } from './stage.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-celeba-stage-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('stage', () => {
  it('computes once for the same inputs, and again for other inputs or if the file is damaged', async () => {
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
