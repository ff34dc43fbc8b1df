import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXAMPLES, exampleOf, textOf } from './examples.js';
import { pages, root } from './pages.js';

describe('files of the examples that pages show', () => {
  it.each(EXAMPLES)('$page shows $file unchanged', (example) => {
    const blocks = pages.find(({ path }) => path === example.page)?.blocks ?? [];
    if (blocks.some((block) => exampleOf(example.page, block)?.file === example.file)) return;
    // The difference to the block that begins in the same way, or else to none.
    const text = textOf(example);
    const start = text.slice(0, 60);
    expect(blocks.find((block) => block.text.startsWith(start))?.text).toBe(text);
  });

  it.each(EXAMPLES.filter(({ test }) => test !== undefined))('$test runs $file', ({ test = '', file }) => {
    expect(existsSync(root + test)).toBe(true);
    const name = basename(file).replace(/\.ts$/, '');
    const text = readFileSync(root + test, 'utf8');
    // Vite builds and serves all files of the folder.
    expect(file === test || text.includes(name) || /from 'vite'/.test(text)).toBe(true);
  });
});
