import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nameList, runCommand, usageError, wholeNumber } from './command-line.js';

const printed: string[] = [];
beforeEach(() => {
  printed.length = 0;
  vi.spyOn(console, 'log').mockImplementation((text) => printed.push(`out: ${text}`));
  vi.spyOn(console, 'error').mockImplementation((text) => printed.push(`error: ${text}`));
});
afterEach(() => vi.restoreAllMocks());

const seen: unknown[] = [];
const run = (args: string[], fail?: Error) =>
  runCommand(
    {
      usage: 'usage: program FOLDER',
      options: {
        out: { type: 'string', default: 'out' },
        genes: { type: 'string' },
        sample: { type: 'boolean' },
      },
      run: async (values, positionals) => {
        if (fail) throw fail;
        seen.push(values.out, values.sample, positionals);
      },
    },
    args,
  );

it('runs the program with its options', async () => {
  expect(await run(['folder', '--sample'])).toBe(0);
  expect(seen).toEqual(['out', true, ['folder']]);
});

it.each([['--help'], ['-h']])('%s prints the usage, even next to a mistake', async (help) => {
  expect(await run(['--nonsense', help])).toBe(0);
  expect(printed).toEqual(['out: usage: program FOLDER']);
});

it.each([
  [['--gens', 'Penk'], 'Unknown option "--gens"; valid options: --out, --genes, --sample, --help.'],
  [['-x'], 'Unknown option "-x"; valid options: --out, --genes, --sample, --help.'],
  [['--out'], '--out needs a value.'],
  [['--out', ''], '--out needs a value.'],
  [['--genes='], '--genes needs a value.'],
  [['--out', '--sample'], '--out needs a value.'],
  [['--sample=yes'], '--sample takes no value.'],
])('%o is one sentence, the usage and exit code 2', async (args, sentence) => {
  expect(await run(args)).toBe(2);
  expect(printed).toEqual([`error: ${sentence}`, 'error: \nusage: program FOLDER']);
});

it('tells mistakes on the command line from other errors', async () => {
  expect(await run([], usageError('--size must be …'))).toBe(2);
  expect(printed).toHaveLength(2);
  expect(await run([], new Error('no such file'))).toBe(1);
  expect(printed.slice(2)).toEqual(['error: no such file']);
});

it('reads whole numbers and lists of names', () => {
  expect(wholeNumber('size', '50', 1)).toBe(50);
  expect(() => wholeNumber('size', '5e1', 1)).toThrow(
    '--size must be a whole number of at least 1; got "5e1".',
  );
  expect(() => wholeNumber('size', '0', 1)).toThrow('at least 1; got "0"');
  expect(nameList('genes', 'Penk, Doc2g')).toEqual(['Penk', 'Doc2g']);
  expect(() => nameList('genes', 'Penk,')).toThrow(
    '--genes must be names that are separated by commas; got "Penk,".',
  );
  expect(() => nameList('genes', 'Penk,Penk')).toThrow('--genes names "Penk" twice');
});
