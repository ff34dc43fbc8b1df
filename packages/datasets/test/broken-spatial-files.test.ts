import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { brokenSpatialFiles, readBroken } from './broken-spatial-files.js';
import { withTemporaryFolder } from './test-data.js';

describe('broken spatial files', () => {
  it.each(brokenSpatialFiles)('$format: $what', async (broken) => {
    await withTemporaryFolder(async (folder) => {
      await broken.make(folder);
      const before = await readdir(folder, { recursive: true });
      const warnings: string[] = [];
      const outcome = await readBroken(folder, broken, (message) => warnings.push(message)).catch(
        (error: Error) => error,
      );
      if (broken.outcome === 'read') {
        expect(outcome).not.toBeInstanceOf(Error);
        expect(warnings).toHaveLength(1);
        expect(warnings[0]).toMatch(broken.message);
      } else {
        expect(outcome).toMatchObject({
          code: 'ERR_INVALID_FILE',
          message: expect.stringMatching(broken.message),
        });
        expect((outcome as Error).message).toMatch(/^(open|read|label)[A-Z]\w+: /);
      }
      expect(await readdir(folder, { recursive: true })).toEqual(before);
    });
  });
});
