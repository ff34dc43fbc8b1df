import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const printed: string[] = [];
beforeEach(() => {
  printed.length = 0;
  vi.resetModules();
  vi.spyOn(console, 'log').mockImplementation((text) => printed.push(text));
  vi.spyOn(console, 'error').mockImplementation((text) => printed.push(text));
});
afterEach(() => vi.restoreAllMocks());

/** Runs the program with these arguments, and returns its exit code. */
async function run(...args: string[]): Promise<unknown> {
  const { argv, exitCode } = process;
  process.argv = [...argv.slice(0, 2), ...args];
  try {
    await import('../../../../examples/olfactory-bulb/main.js');
    return process.exitCode;
  } finally {
    process.argv = argv;
    process.exitCode = exitCode;
  }
}

it('--help names every switch and method, with exit code 0', async () => {
  expect(await run('--help')).toBe(0);
  const [usage] = printed;
  for (const name of ['out', 'genes', 'size', 'method', 'controls', 'seeds', 'epochs', 'weights', 'sample'])
    expect(usage).toMatch(new RegExp(`^ {2}--${name} `, 'm'));
  for (const name of ['batch-norm', 'as-published', 'help'])
    expect(usage).toMatch(new RegExp(`^ {2}--${name} `, 'm'));
  for (const method of ['grad*input', 'rectgradconst', 'integratedGradients'])
    expect(usage).toContain(method);
  expect(usage!.split('\n').every((line) => line.length <= 140)).toBe(true);
});

it.each([
  [['folder', '--gens', 'Penk'], 'Unknown option "--gens"; valid options: '],
  [[], 'Expected the folder of at least one replicate; got none.'],
  [['folder', '--size', 'many'], '--size must be a whole number of at least 1; got "many".'],
  [['folder', '--controls', '1'], '--controls must be a whole number of at least 2; got "1".'],
  [['folder', '--seeds', '0,x'], '--seeds must be a whole number of at least 0; got "x".'],
  [['folder', '--genes', 'Penk,,'], '--genes must be names that are separated by commas; got "Penk,,".'],
  [
    ['folder', '--method', 'rectgrd'],
    '--method: unknown method "rectgrd"; 3 nearest of 19 methods: rectgrad, ',
  ],
  [
    ['folder', '--weights', '/no/such.hdf5'],
    '--weights must be a file or folder; "/no/such.hdf5" does not exist.',
  ],
  [['folder', '--batch-norm', 'none'], '--batch-norm must be recomputed or moving; got "none".'],
  [
    ['folder', '--weights', '.', '--batch-norm', 'moving'],
    '--weights and --batch-norm are mutually exclusive',
  ],
  [['folder', '--weights', '.', '--epochs', '2'], '--weights and --epochs are mutually exclusive'],
])('%o is one sentence and the usage, with exit code 2', async (args, sentence) => {
  expect(await run(...args)).toBe(2);
  expect(printed[0]).toContain(sentence);
  expect(printed[0]).not.toContain('\n');
  expect(printed[1]).toContain('usage: npm run example:olfactory-bulb');
});

it('any other error is its message, with exit code 1', async () => {
  expect(await run('/no/such/folder')).toBe(1);
  expect(printed).toHaveLength(1);
  expect(printed[0]).toMatch(/^openOlfactoryBulb: .*\/no\/such\/folder/);
});
