import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { invalidFile, unreadableFile } from '@csm/base';
import { loadPlan, type ObjectStore, type Plan, readPlan, storeKeys } from '@csm/scale';
import { openStore } from '@csm/scale/node';
import { isUrl, placeOf } from './store-place.js';

/** A plan, with the store that it belongs to. */
export interface OpenedPlan {
  /** Its places are those of this machine. */
  readonly plan: Plan;
  readonly store: ObjectStore;
}

/** Options of {@link openPlan}. */
export interface OpenPlanOptions {
  /** `--store`. */
  readonly store?: string | undefined;
  /** `--data`. */
  readonly data?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether plans of other versions are accepted. Default false. */
  readonly anyVersion?: boolean | undefined;
}

/**
 * Opens a plan and its store.
 * @param path of the plan, or of the store: a path or `s3://…`. The store is that of `--store`, or else the folder of the plan, or else
 *   where the plan says.
 * @throws unless the store holds the same plan.
 */
export async function openPlan(path: string, options: OpenPlanOptions = {}): Promise<OpenedPlan> {
  const { signal, anyVersion } = options;
  const isFile = !isUrl(path) && (await isFileAt(path));
  const read = isFile
    ? await readPlan(await readFile(path), { name: path, anyVersion })
    : await loadPlan(await openStore(withoutPlan(path)), { signal, anyVersion });
  const place = placeOf(options.store ?? placeBeside(path, isFile) ?? read.places.store);
  const store = await openStore(place);
  const held = await loadPlan(store, { signal, anyVersion });
  if (held.id !== read.id) {
    throw invalidFile(
      `csm: expected the store of ${path}; ${place} holds another plan; pass the plan's store with --store, or another plan.`,
    );
  }
  const data = options.data === undefined ? read.places.data : placeOf(options.data);
  return { plan: { ...read, places: { store: place, ...(data !== undefined && { data }) } }, store };
}

async function isFileAt(path: string): Promise<boolean> {
  const found = await stat(path).catch((cause) => {
    throw unreadableFile(path, cause, 'plan');
  });
  return found.isFile();
}

/** The store whose plan a URL names, or the folder itself. */
const withoutPlan = (path: string) => path.replace(new RegExp(`/${storeKeys.plan}$`), '');

/** The store that a plan lies in. */
function placeBeside(path: string, isFile: boolean): string | undefined {
  if (!isFile) return withoutPlan(path);
  return existsSync(join(dirname(path), storeKeys.concepts)) ? dirname(path) : undefined;
}
