import { readAttributeTable } from '@csm/datasets';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exampleOf } from './examples.js';
import { byPlace } from './pages.js';
import { type Result, writeResults } from './results.js';

describe('blocks of data and of text', () => {
  const results: Result[] = [];
  afterAll(() => writeResults('texts', results));
  const tested = (place: string, language: string, how: string) => results.push({ place, language, how });

  it.each(byPlace(['csv']))('%s is a table', async (place, { block }) => {
    const table = await readAttributeTable(new Blob([block.text]).stream());
    expect(table.ids.length).toBeGreaterThan(0);
    tested(place, 'csv', 'parsed');
  });

  it.each(byPlace(['json']))('%s is JSON', (place, { block }) => {
    JSON.parse(block.text);
    tested(place, 'json', 'parsed');
  });

  it.each(byPlace(['yaml']))('%s is YAML', (place, { block }) => {
    expect(parse(block.text)).toBeTypeOf('object');
    tested(place, 'yaml', 'parsed');
  });

  it.each(byPlace(['html']))('%s has an end for each element', (place, { page, block }) => {
    const open: string[] = [];
    const tags = block.text.matchAll(/<(\/?)([a-z][\w-]*)[^>]*?(\/?)>/g);
    for (const [, end, name = '', empty] of tags) {
      if (end) expect(open.pop(), place).toBe(name);
      else if (!empty && !VOID.has(name)) open.push(name);
    }
    expect(open).toEqual([]);
    tested(place, 'html', exampleOf(page.path, block)?.test ? 'run by the tests of examples' : 'parsed');
  });

  it.each(byPlace(['text']))('%s has text', (place, { block }) => {
    expect(block.text.trim()).not.toBe('');
    tested(place, 'text', 'output');
  });
});

/** The elements of HTML that have no end. */
const VOID: ReadonlySet<string> = new Set(['br', 'hr', 'img', 'input', 'link', 'meta']);
