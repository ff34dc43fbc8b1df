import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../shared/', import.meta.url));

/** A path in the folder of oracles and data beside the project's root, or undefined where it is absent. */
export function sharedPath(...parts: string[]): string | undefined {
  const path = [root.replace(/\/$/, ''), ...parts].join('/');
  return existsSync(path) ? path : undefined;
}

/** Reason beside a skipped test. */
export const NEEDS_SHARED = '[skipped: needs ../shared, which this clone has not]';
