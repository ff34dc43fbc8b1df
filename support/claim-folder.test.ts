import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimFolder } from './claim-folder.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-claim-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('claimFolder', () => {
  it('lets the same run continue and rejects another one, naming the difference', async () => {
    const out = join(folder, 'claimed');
    await claimFolder(out, { seed: 1, limit: undefined });
    await claimFolder(out, { seed: 1 });
    await expect(claimFolder(out, { seed: 2 })).rejects.toThrow(/seed 1, now 2.*--out/);
  });
});
