import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as browser from '../src/index.js';
import * as node from '../src/node.js';

const page = readFileSync(new URL('../../../docs/how-to/file-formats.md', import.meta.url), 'utf8');
const matrix = readFileSync(new URL('file-matrix.test.ts', import.meta.url), 'utf8');

it('the page of formats names functions that exist', () => {
  const exported = { ...node, ...browser };
  const names = [...page.matchAll(/`((?:open|read)[A-Z1]\w+)`/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(exported).toHaveProperty(name!);
});

it('the page of formats converts files as the errors of the matrix say', () => {
  const rows = page
    .slice(page.indexOf('## Convert'), page.indexOf('## Pictures'))
    .match(/^\| .*\|$/gm)!
    .slice(2);
  expect(rows.length).toBeGreaterThan(6);
  for (const row of rows) {
    const advice = row.split('|')[2]!.trim().replaceAll('`', '');
    expect(matrix).toContain(advice);
  }
});
