import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../shared/', import.meta.url));

/** A path in `../shared`, the folder of data next to the repository; undefined if it does not exist. */
export function sharedPath(...parts: string[]): string | undefined {
  const path = [root.replace(/\/$/, ''), ...parts].join('/');
  return existsSync(path) ? path : undefined;
}

/** Appended to the name of a skipped test: why it is skipped. */
export const NEEDS_SHARED = '[skipped: needs ../shared, which does not exist]';
