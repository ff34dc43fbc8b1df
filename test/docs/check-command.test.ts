import { describe, expect, it } from 'vitest';
import { blocksOf } from './blocks.js';
import { checkCommand } from './check-command.js';
import { commandsOf } from './commands.js';

const shown = 'Save this as `program.ts`:\n\n```ts\nconst options = { out: { type: "string" } };\n```\n';
const page = { path: 'docs/page.md', blocks: blocksOf(shown) };
const check = (text: string) => () => {
  for (const command of commandsOf(text)) checkCommand(command, page);
};

it('splits a shell block into commands', () => {
  const text = "# first\nmkdir a && cd a # into it\nX=1 npm install \\\n  one two\necho 'a b'\n";
  expect(commandsOf(text).map(({ words }) => words)).toEqual([
    ['mkdir', 'a'],
    ['cd', 'a'],
    ['npm', 'install', 'one', 'two'],
    ['echo', 'a b'],
  ]);
});

describe('a command of a page', () => {
  it.each([
    'npm run benchmark',
    'npm install @csm/core ndarray @tensorflow/tfjs-core@4.22.0 packs/*.tgz',
    'npx tsx program.ts --out folder',
    'npx csm inspect encoder.onnx --normalise 0.5/0.5',
  ])('%s passes', (text) => expect(check(text)).not.toThrow());

  it.each([
    ['npm run benchmarks', 'package.json has no script benchmarks.'],
    ['npm install @csm/cores', 'there is no package @csm/cores.'],
    ['npm install @tensorflow/tfjs-core', 'expected the tested version, @tensorflow/tfjs-core@4.22.0.'],
    ['npx tsx programs.ts', 'programs.ts is neither on the page nor in the repository.'],
    ['npx tsx program.ts --output folder', 'program.ts has no option --output.'],
    ['npx csm inspects encoder.onnx', "unknown command 'inspects'"],
    ['npx csm inspect encoder.onnx --normalize 0.5/0.5', "unknown option '--normalize'"],
    ['npx csm inspect', 'missing required argument'],
    ['curl localhost', 'expected a known program; got curl'],
  ])('%s fails: %s', (text, message) => expect(check(text)).toThrow(message));
});
