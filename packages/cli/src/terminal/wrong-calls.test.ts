import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCsm } from '../../test/run-csm.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const model = `${root}examples/onnx/encoder.onnx`;

describe('wrong calls', () => {
  const calls: readonly (readonly [readonly string[], string])[] = [
    [
      ['inspect', model, '--engine', 'onxruntime'],
      'csm: option --engine must be one of auto, onnxruntime, wasm, cpu; got "onxruntime"; did you mean "onnxruntime"?',
    ],
    [['inspect', model, '--engine'], 'csm: option --engine needs a value.'],
    [['inspect', model, 'more'], 'csm: inspect takes 1 argument; got 2.'],
    [['inspect', model, '--frobnicate'], 'csm: unknown option "--frobnicate".'],
    [['encode', model, '--out', 'x'], 'csm: missing required argument "data".'],
    [['encode', model, 'faces'], 'csm: option --out is required.'],
    [
      ['encode', model, 'faces', '--out', 'x', '--batch', '0'],
      'csm: --batch must be a whole number of at least 1; got "0".',
    ],
    [['encode', model, 'faces', '--out', ''], 'csm: --out needs a value.'],
    [
      ['encode', model, 'faces', '--out', 'x', '--counts', 'log'],
      'csm: option --counts must be one of raw, log1p, log1p-cpm, log1p-cp10k; got "log"; did you mean "log1p"?',
    ],
    [
      ['train', 'faces', '--out', 'x', '--epochs', 'ten'],
      'csm: --epochs must be a whole number of at least 1; got "ten".',
    ],
    [
      ['inspect', model, '--normalise', 'imagnet'],
      'csm: --normalise must be imagenet, or mean and standard deviation such as 0.5/0.5 or 0.4,0.5,0.5/0.2,0.2,0.3; got "imagnet".',
    ],
    [
      ['inspect', model, '--input-shape', '3,x'],
      'csm: --input-shape must be whole numbers without the batch, such as 3,64,64; got "3,x".',
    ],
    [
      ['inspect', model, '--latent-columns', '4,4'],
      'csm: --latent-columns must be the first column and the one after the last, such as 0,16; got "4,4".',
    ],
    [
      ['inspect', model, '--given', 'condition'],
      'csm: --given must be the name of an input and a number, such as condition=0; got "condition".',
    ],
    [['trian', 'faces'], 'csm: unknown command "trian"; did you mean "train"?'],
  ];
  it.each(calls)('%j', async (args, sentence) => {
    const { code, out, err } = await runCsm(...args);
    const [first, hint, ...rest] = err.split('\n');
    expect([code, out, first]).toEqual([2, '', sentence]);
    expect(hint).toMatch(/^Run "csm (\w+ )?--help" for the options\.$/);
    expect(rest).toEqual(['']);
  });

  it('without a command, the help is printed', async () => {
    const { code, out, err } = await runCsm();
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/Usage: csm/);
    expect(err).not.toMatch(/outputHelp/);
    expect((await runCsm('--help')).code).toBe(0);
  });
});

/** Runs the program itself in a shell. */
const inShell = (command: string) =>
  new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const child = spawn('bash', ['-c', `set -o pipefail; ${command}`], { cwd: root });
    const text = { out: '', err: '' };
    child.stdout.on('data', (part) => {
      text.out += part;
    });
    child.stderr.on('data', (part) => {
      text.err += part;
    });
    child.on('close', (code) => resolve({ code, ...text }));
  });

it('ends silently if the reader of its output closes the pipe', async () => {
  const { code, err } = await inShell(
    `npx tsx packages/cli/src/csm.ts inspect ${model} --json | head -c 10 >&2`,
  );
  expect([code, err]).toEqual([0, '{\n  "forma']);
});
