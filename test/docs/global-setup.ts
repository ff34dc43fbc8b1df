import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { modulesOf } from './modules.js';
import { pages, root } from './pages.js';
import { readResults, summary } from './results.js';

/** Writes the modules of all pages, and prints at the end how many blocks were tested. */
export default function setup(): () => void {
  rmSync(`${root}test/docs/out`, { recursive: true, force: true });
  mkdirSync(`${root}test/docs/out/results`, { recursive: true });
  for (const { path, text } of pages.flatMap(modulesOf)) {
    mkdirSync(dirname(root + path), { recursive: true });
    writeFileSync(root + path, text);
  }
  return () => {
    const all = pages.reduce((sum, { blocks }) => sum + blocks.length, 0);
    console.log(summary(readResults(), all));
  };
}
