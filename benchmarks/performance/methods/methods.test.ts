import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { rows } from '../rows/index.js';
import { methodCases } from './index.js';

/** The gradient is what all are compared with; the posterior average needs a σ, which B lacks, and costs its samples times the inner method. */
const WITHOUT_ROW = ['gradient', 'posteriorAverage'];

it('every method of the guide has a row', async () => {
  const page = fileURLToPath(new URL('../../../docs/guide/choosing-a-method.md', import.meta.url));
  const text = await readFile(page, 'utf8');
  const table = text.slice(text.indexOf('| method '), text.indexOf('¹ except'));
  const functions = [...table.matchAll(/^\|[^|]+\| `(\w+)\(/gm)].map(([, name]) => name!);
  expect(functions).toContain('integratedGradients');
  const missing = functions.filter((name) => !methodCases.some(({ call }) => call.includes(name)));
  expect(missing.filter((name) => !WITHOUT_ROW.includes(name))).toEqual([]);
});

it('rows have different names', () => {
  const ids = rows.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
