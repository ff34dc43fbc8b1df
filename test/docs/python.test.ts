import { execFileSync } from 'node:child_process';
import { afterAll, describe, it } from 'vitest';
import { pythonWith } from '../python-with.js';
import { exampleOf } from './examples.js';
import { byPlace } from './pages.js';
import { type Result, writeResults } from './results.js';

const python = pythonWith('ast');
const blocks = byPlace(['py', 'python']);
const why = python === undefined ? ' (skipped: no python3)' : '';

/** The packages that code imports, the standard library left out. */
const importsOf = (text: string): string[] =>
  [...text.matchAll(/^(?:import|from) (\w+)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'sys');

describe('blocks in Python', () => {
  const results: Result[] = [];
  afterAll(() => writeResults('python', results));

  it.skipIf(python === undefined).each(blocks)(`%s compiles${why}`, (place, { page, block }) => {
    const check = 'import ast, sys; ast.parse(sys.stdin.read())';
    execFileSync(python ?? '', ['-c', check], { input: block.text, stdio: ['pipe', 'ignore', 'pipe'] });
    const example = exampleOf(page.path, block);
    const packages = importsOf(block.text);
    results.push(
      example?.test === undefined
        ? { place, language: 'py', how: 'compiled', reason: reasonFor(packages) }
        : { place, language: 'py', how: 'run by the tests of examples' },
    );
  });
});

const reasonFor = (packages: readonly string[]): string =>
  packages.length > 0 ? `needs ${packages.join(', ')}` : 'continues a program that needs torch';
