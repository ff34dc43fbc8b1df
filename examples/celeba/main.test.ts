import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readNpy } from '@csm/core/node';
import { csvParse } from 'd3-dsv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDrawnCeleba } from '../../packages/datasets/test/celeba-folder.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-celeba-main-'));
  await writeDrawnCeleba(join(folder, 'faces'), { form: 'csv', lineEnd: '\n', count: 60, distinct: 40 });
  // The paper's README names two tables; the partition is not one of them.
  await rm(join(folder, 'faces', 'list_eval_partition.csv'));
});
afterAll(() => rm(folder, { recursive: true }));

function command(...options: string[]) {
  const file = fileURLToPath(new URL('main.ts', import.meta.url));
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file, ...options], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return { status, stdout, stderr };
}

describe('the command line', () => {
  it('--help prints the usage', () => {
    const { status, stdout, stderr } = command('--help');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^usage: npm run example:celeba/);
  });

  it.each([
    [
      ['--celeba', 'a', '--cmu-faces', 'b'],
      '--celeba and --cmu-faces are mutually exclusive; give one of them.',
    ],
    [['--nonsense'], /^Unknown option "--nonsense"; .*options: /],
    [['faces'], 'Unexpected argument "faces"; every value needs an option.'],
    [['--resize', 'cubic'], '--resize must be bilinear or nearest; got "cubic".'],
    [
      ['--keep', 'best', '--train-on', 'all'],
      /--train-on all leaves no pictures to validate on.*--keep last\./,
    ],
    [
      ['--celeba', 'a', '--size', '64'],
      "--size 64 does not fit the paper's VAE, which takes 128; add --small.",
    ],
    [['--size', '33'], '--size must be a multiple of 8, because each layer halves the picture; got 33.'],
    [['--seed', '-1'], /--seed/],
    [['--method', 'gradcam'], /^Unknown method "gradcam"; .*methods: /],
    [['--attributes', 'Smile'], /^Unknown attribute "Smile"; valid attributes: .*Smiling/],
    [['--as-published'], '--weights, --small, --limit and --as-published need --celeba.'],
  ])('%j is one sentence, the usage and exit code 2', (options, sentence) => {
    const { status, stderr } = command(...options);
    expect(status).toBe(2);
    const [first = '', empty, usage] = stderr
      .split('\n')
      .filter((line) => !/^(=+$|Hi, looks like)/.test(line));
    if (typeof sentence === 'string') expect(first).toBe(sentence);
    else expect(first).toMatch(sentence);
    expect([empty, usage]).toEqual(['', expect.stringMatching(/^usage: /)]);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('a folder that does not exist is one sentence, exit code 1', () => {
    const { status, stderr } = command('--cmu-faces', join(tmpdir(), 'csm-celeba-absent'));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^imageFolder: .*absent/);
    expect(stderr).not.toMatch(/^\s+at |usage/m);
  });
});

describe('on CelebA with the two CSV files only', () => {
  const run = (...options: string[]) =>
    command('--celeba', join(folder, 'faces'), '--small', '--size', '16', '--epochs', '1', ...options);

  it('makes and reports a split by the seed, and writes maps and scores as numbers', async () => {
    const out = join(folder, 'out');
    const { status, stdout } = run('--out', out, '--attributes', 'Smiling,Eyeglasses');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^CelebA, split by seed 1: 48 pictures to train on, 6 to validate, 6 scored$/m);
    expect(stdout).toMatch(
      /^Split: list_eval_partition is missing, so the split is random with seed 1: .*$/m,
    );
    const report = JSON.parse(await readFile(join(out, 'results.json'), 'utf8'));
    expect(report.split).toMatch(/random/);
    expect(report.shown.map(({ concept }: { concept: string }) => concept)).toEqual([
      'Eyeglasses',
      'Smiling',
    ]);
    expect(await readFile(join(out, 'histograms.svg'), 'utf8')).toContain('CelebA, split by seed 1');

    const scores = csvParse(await readFile(join(out, 'scores.csv'), 'utf8'));
    expect(scores).toHaveLength(60);
    expect(scores.columns.slice(0, 2)).toEqual(['id', 'part']);
    expect(scores.columns.length).toBe(2 + report.concepts.length);
    expect(new Set(scores.map(({ part }) => part))).toEqual(new Set(['training', 'validation', 'held out']));
    // Six scored pictures are too few to know whether a concept separates.
    expect(report.notShownToSeparate).toContain('Smiling');
    expect(report.entanglement.flat().every((cosine: number | null) => cosine === null)).toBe(true);

    expect(await readFile(join(out, 'panel.svg'), 'utf8')).toMatch(/not known to/);
    for (const figure of ['overlays', 'traversal', 'rectified-gradient', 'decoded-concepts', 'all-methods']) {
      expect(await readFile(join(out, `${figure}.svg`), 'utf8'), figure).toMatch(/not known to/);
    }
    const index = csvParse(await readFile(join(out, 'maps', 'index.csv'), 'utf8'));
    const of = index.filter(({ concept, vector }) => concept === 'Smiling' && vector === 'concept');
    const files = new Set(of.map(({ file }) => file));
    expect(files).toContain('Smiling.rectgrad.npy');
    for (const file of files) {
      const { shape } = await readNpy(join(out, 'maps', file!));
      expect(shape).toEqual([of.filter((row) => row.file === file).length, 16, 16, 3]);
    }
    expect(index.every(({ id }) => scores.some((row) => row.id === id))).toBe(true);
  });

  it('takes the switches of the published run', async () => {
    const out = join(folder, 'published');
    const switches = ['--train-on', 'all', '--batch-norm', 'moving', '--resize', 'nearest', '--sample'];
    const { status, stdout } = run(
      '--out',
      out,
      ...switches,
      '--attributes',
      'Smiling',
      '--method',
      'rectgrad',
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/60 pictures to train on, 0 to validate, 60 scored$/m);
    expect(stdout).toMatch(/^Split: no split: .*as published$/m);
    expect(stdout).toMatch(
      /^Histograms include the pictures that made the concepts, as in the notebook; AUCs leave them out\.$/m,
    );
    expect(await readFile(join(out, 'histograms.svg'), 'utf8')).not.toContain('split by seed');
    expect(stdout).toMatch(/^Pictures are resized to the nearest pixel\.$/m);
    expect(stdout).toMatch(/^BatchNorm keeps the training's moving averages\.$/m);
    expect(stdout).toMatch(/^Latents are one draw of z per picture, with seed 1\.$/m);
    const report = JSON.parse(await readFile(join(out, 'results.json'), 'utf8'));
    expect(report.settings).toMatchObject({
      ...{ trainOn: 'all', batchNorm: 'moving', resize: 'nearest', sample: true },
    });
    expect(report.scored).toBe('all pictures');
    // All pictures are examples of every concept, so that none is left to show whether it separates.
    expect(report.concepts.map(({ separates }: { separates: string }) => separates)).toEqual(
      Array.from({ length: 40 }, () => 'unknown'),
    );
    expect(Object.keys(report.methods)).toEqual(['rectgrad', 'guidedbp']);
    expect(report.history[0].validation).toBeUndefined();
    const again = run('--out', out, '--attributes', 'Smiling');
    expect(again.status).toBe(1);
    expect(again.stderr).toMatch(/holds a run with other settings: .*trainOn/);
    // The same ids, in another folder.
    const elsewhere = join(folder, 'others');
    await cp(join(folder, 'faces'), elsewhere, { recursive: true });
    const other = command(
      '--celeba',
      elsewhere,
      '--small',
      '--size',
      '16',
      '--epochs',
      '1',
      '--out',
      out,
      ...switches,
    );
    expect(other.status).toBe(1);
    expect(other.stderr).toMatch(/holds a run with other settings: folder .*others/);
  });
});
