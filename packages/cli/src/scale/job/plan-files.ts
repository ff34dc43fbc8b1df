import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { removeTemporaries, temporaryName } from '@csm/base/node';
import { type ObjectStore, type Plan, readPlanFile, storeKeys } from '@csm/scale';

/** The files of a plan on this machine. */
export interface PlanFiles {
  /** Contains them under their keys. */
  readonly folder: string;
  /** Removes copies. */
  dispose(): Promise<void>;
}

/**
 * The files that `csm plan` put into the store, on this machine: where they are if the store is a folder, otherwise copied to a temporary
 * folder.
 * @throws unless each has the SHA-256 that the plan states.
 */
export async function planFiles(
  plan: Plan,
  store: ObjectStore,
  signal: AbortSignal | undefined,
): Promise<PlanFiles> {
  const isFolder = existsSync(join(store.name, storeKeys.concepts));
  if (!isFolder) await removeTemporaries(tmpdir());
  const folder = isFolder ? store.name : temporaryName(join(tmpdir(), 'csm-plan'));
  const dispose = async () => {
    if (!isFolder) await rm(folder, { recursive: true, force: true });
  };
  try {
    for (const key of Object.keys(plan.files)) {
      const bytes = await readPlanFile(plan, store, key, { signal });
      if (isFolder) continue;
      await mkdir(dirname(join(folder, key)), { recursive: true });
      await writeFile(join(folder, key), bytes);
    }
    return { folder, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
