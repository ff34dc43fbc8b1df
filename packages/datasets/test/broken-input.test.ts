import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brokenInputs, readAll, writeWhole } from './broken-input.js';
import { withTemporaryFolder } from './test-data.js';

describe('broken input', () => {
  it.each(['celebA', 'imageFolder'] as const)(
    'reads an undamaged folder without skipping anything: %s',
    async (set) => {
      await withTemporaryFolder(async (folder) => {
        await writeWhole(set, folder);
        expect((await readAll(set, folder)).skipped()).toEqual([]);
      });
    },
  );

  it.each(brokenInputs)('$set rejects: $what', async ({ set, damage, options, message }) => {
    await withTemporaryFolder(async (folder) => {
      const root = join(folder, 'data');
      await writeWhole(set, root);
      await damage(root);
      const error = await readAll(set, root, options).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'ERR_INVALID_FILE', message: expect.stringMatching(message) });
    });
  });
});
