import { expect, it } from 'vitest';
import { runCsm } from '../../test/run-csm.js';
import { METHOD_NAMES } from './methods.js';

const command = (...options: string[]) => runCsm('tissue', ...options);

it('--help names every method, in groups, with exit code 0', async () => {
  const { code, out } = await command('--help');
  expect(code).toBe(0);
  for (const group of ['Output', 'Concepts', 'Data', 'Maps', 'Model', "As in the paper's notebook"]) {
    expect(out).toMatch(new RegExp(`^${group}:$`, 'm'));
  }
  for (const method of METHOD_NAMES) expect(out.replace(/\s+/g, ' ')).toContain(method);
});

it.each([
  [['folder', '--gens', 'Penk'], 'unknown option "--gens"; did you mean "--genes"?'],
  [[], 'missing required argument "path".'],
  [['folder', '--count', 'many'], '--count must be a whole number of at least 2; got "many".'],
  [['folder', '--controls', '1'], '--controls must be a whole number of at least 2; got "1".'],
  [['folder', '--seed', '0,x'], '--seed must be a whole number of at least 0; got "x".'],
  [['folder', '--genes', 'Penk,,'], '--genes must be names that are separated by commas; got "Penk,,".'],
  [
    ['folder', '--method', 'rectgrd'],
    '--method: unknown method "rectgrd"; 3 nearest of 20 methods: rectgrad, ',
  ],
  [
    ['folder', '--weights', '/no/such.hdf5'],
    '--weights must be a file or folder; "/no/such.hdf5" does not exist.',
  ],
  [['folder', '--batch-norm', 'none'], /--batch-norm must be one of \W*recomputed\W+moving.*none/],
  [
    ['folder', '--weights', '.', '--batch-norm', 'moving'],
    '--weights and --batch-norm are mutually exclusive',
  ],
  [['folder', '--weights', '.', '--epochs', '2'], '--weights and --epochs are mutually exclusive'],
  [['folder', '--value', 'GCL'], '--value chooses among the labels; name them with --labels.'],
  [['folder', '--cells', '30'], '--cells must be a multiple of 8'],
])('%o is one sentence, with exit code 2', async (args, sentence) => {
  const { code, out, err } = await command(...args);
  const [first = '', second, ...rest] = err.split('\n');
  if (typeof sentence === 'string') expect(first).toContain(`csm: ${sentence}`);
  else expect(first).toMatch(sentence);
  expect(second).toBe('Run "csm tissue --help" for the options.');
  expect([code, out, rest]).toEqual([2, '', ['']]);
});

it('any other error is its message, with exit code 1', async () => {
  const { code, err } = await command('/no/such/folder');
  expect([code, err]).toEqual([1, expect.stringMatching(/^csm: tissue: \/no\/such\/folder.*\.\n$/)]);
});
