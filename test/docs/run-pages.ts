import { afterAll, describe, it } from 'vitest';
import { isCode } from './modules.js';
import { pages } from './pages.js';
import type { Result } from './results.js';
import { writeResults } from './results.js';
import { callsOfCsm } from './run-commands.js';
import { runPage } from './run-page.js';

/** One test per page that has code: its blocks run in order. */
export function runPages(name: string, includes: (path: string) => boolean): void {
  const results: Result[] = [];
  afterAll(() => writeResults(name, results));
  describe('code blocks run', () => {
    for (const page of pages) {
      if (!includes(page.path) || !page.blocks.some((block) => isCode(block) || callsOfCsm(block).length > 0))
        continue;
      it(page.path, () => runPage(page, results));
    }
  });
}
