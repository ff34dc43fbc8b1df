import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of real data next to the repository. The folder is not part of the repository, so tests that need it
 * may be skipped.
 */
export const sharedData = fileURLToPath(new URL('../../../../shared/data', import.meta.url));

/** The end of a test's name, which gives the reason why it is skipped. */
export const needsSharedData = (folder: string) =>
  existsSync(join(sharedData, folder))
    ? { skip: false, why: '' }
    : { skip: true, why: ` (skipped: ../shared/data/${folder} is absent)` };

/** Calls `run` with a new folder, which is removed afterwards. */
export async function withTemporaryFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'csm-datasets-'));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
