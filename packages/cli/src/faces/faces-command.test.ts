import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNpy } from '@csm/core/node';
import { syntheticFaces } from '@csm/datasets';
import { renderImage } from '@csm/render';
import { writePng } from '@csm/render/node';
import { csvParse } from 'd3-dsv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDrawnCeleba } from '../../../datasets/test/celeba-folder.js';
import { runCsm } from '../../test/run-csm.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-celeba-main-'));
  await writeDrawnCeleba(join(folder, 'faces'), { form: 'csv', lineEnd: '\n', count: 60, distinct: 40 });
  // The paper's README names two tables; the partition is not one of them.
  await rm(join(folder, 'faces', 'list_eval_partition.csv'));
});
afterAll(() => rm(folder, { recursive: true }));

const command = (...options: string[]) => runCsm('faces', ...options);

describe('the command line', () => {
  it('--help prints the options in groups', async () => {
    const { code, out, err } = await command('--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Usage: csm faces/);
    for (const group of ['Output', 'Concepts', 'Maps', 'Pictures and model', "As in the paper's notebook"]) {
      expect(out).toMatch(new RegExp(`^${group}:$`, 'm'));
    }
  });

  it.each([
    [['--smal'], 'csm: unknown option "--smal"; did you mean "--small"?'],
    [['a', 'b'], /takes 1 argument; got 2/],
    [['--resize', 'cubic'], /--resize must be one of \W*bilinear\W+nearest.*cubic/],
    [['--size', '33'], /--size must be a multiple of 8, because each layer halves the picture; got 33\./],
    [['--seed', '-1'], /--seed/],
    [['--out', ''], 'csm: --out needs a value.'],
    [['--examples', '1'], /--examples must be a whole number of at least 2/],
    [['--method', 'gradcam'], /--method: unknown method "gradcam"; .*methods: /],
    [['--name', 'Smile'], /--name: unknown attribute "Smile"; valid attributes: .*Smiling/],
    [['--as-published'], /--as-published needs the folder of CelebA/],
    [['--groups', 'person'], /--groups needs a folder of your own pictures/],
    [['--limit', '5'], /--limit needs the folder of CelebA or of your own pictures\./],
  ])('%j is one sentence, with exit code 2', async (options, sentence) => {
    const { code, out, err } = await command(...options);
    const [first = '', second = '', ...rest] = err.split('\n');
    if (typeof sentence === 'string') expect(first).toBe(sentence);
    else expect(first).toMatch(sentence);
    expect(second).toMatch(/^Run "csm faces --help"/);
    expect([code, out, rest]).toEqual([2, '', ['']]);
  });

  it('options that do not suit CelebA are one sentence, with exit code 2', async () => {
    const celeba = (...options: string[]) => command(join(folder, 'faces'), ...options);
    expect((await celeba('--size', '64')).err).toContain(
      "does not fit the paper's VAE, which takes 128; add --small.",
    );
    expect((await celeba('--small', '--weights', 'a.hdf5')).code).toBe(2);
    expect((await celeba('--small', '--keep', 'best', '--train-on', 'all')).err).toMatch(
      /--train-on all leaves no pictures to validate on.*--keep last\./,
    );
  });

  it('a folder that does not exist, or has no faces, is one sentence, exit code 1', async () => {
    const { code, err } = await command(join(tmpdir(), 'csm-celeba-absent'));
    expect(code).toBe(1);
    expect(err).toMatch(/^csm: faces: .*absent.*\n$/);
    expect((await command(folder)).err).toMatch(/expected list_attr_celeba.* the folder has faces/);
  });
});

it('takes any folder of pictures with attributes.csv, and keeps the people apart', async () => {
  const own = join(folder, 'own');
  await mkdir(own);
  const rows = ['file,glasses,mood,person'];
  const pictures = syntheticFaces({ count: 60, seed: 3, size: 16 });
  const glasses = pictures.attributeNames.indexOf('Eyeglasses');
  for (let i = 0; i < 60; i++) {
    await writePng(join(own, `${i}.png`), renderImage(pictures.images.pick(i)));
    rows.push(
      `${i}.png,${pictures.attributes.get(i, glasses) === 1 ? 1 : 0},${['sad', 'glad', 'angry'][i % 3]},p${i % 12}`,
    );
  }
  await writeFile(join(own, 'attributes.csv'), rows.join('\n'));
  const out = join(folder, 'out-own');
  const options = [
    '--size',
    '16',
    '--epochs',
    '1',
    '--groups',
    'person',
    '--name',
    'glasses',
    '--method',
    'saliency',
  ];
  const { code, err } = await command(own, '--out', out, ...options);
  expect([code, err]).toEqual([
    0,
    expect.stringMatching(/^Split: by person; held out: p\d+; validation: p\d+$/m),
  ]);
  const { concepts } = JSON.parse(await readFile(join(out, 'results.json'), 'utf8'));
  expect(concepts.map(({ concept }: { concept: string }) => concept)).toEqual([
    ...['glasses', 'mood=angry', 'mood=glad', 'mood=sad'],
  ]);
  const page = await readFile(join(out, 'index.html'), 'utf8');
  expect(page).toContain('Concept saliency maps of own');
  expect(page).not.toMatch(/src="(?!data:)/);
});

describe('on CelebA with the two CSV files only', () => {
  const run = (...options: string[]) =>
    command(join(folder, 'faces'), '--small', '--size', '16', '--epochs', '1', ...options);

  it('makes and reports a split by the seed, and writes maps and scores as numbers', async () => {
    const out = join(folder, 'out');
    const { code, err } = await run('--out', out, '--name', 'Smiling,Eyeglasses');
    expect(code).toBe(0);
    expect(err).toMatch(/^CelebA, split by seed 1: 48 pictures for training, 6 for validation, 6 scored$/m);
    expect(err).toMatch(/^Split: list_eval_partition is missing, so the split is random with seed 1: .*$/m);
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
    const { code, err } = await run('--out', out, ...switches, '--name', 'Smiling', '--method', 'rectgrad');
    expect(code).toBe(0);
    expect(err).toMatch(/60 pictures for training, 0 for validation, 60 scored$/m);
    expect(err).toMatch(/^Split: no split: .*as published$/m);
    expect(err).toMatch(
      /^Histograms include the pictures that made the concepts, as in the notebook; AUCs leave them out\.$/m,
    );
    expect(await readFile(join(out, 'histograms.svg'), 'utf8')).not.toContain('split by seed');
    expect(err).toMatch(/^Pictures are resized to the nearest pixel\.$/m);
    expect(err).toMatch(/^BatchNorm keeps the training's moving averages\.$/m);
    expect(err).toMatch(/^Latents are one draw of z per picture, with seed 1\.$/m);
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
    const again = await run('--out', out, '--name', 'Smiling');
    expect(again.code).toBe(1);
    expect(again.err).toMatch(/holds a run with other settings \(.*trainOn/);
    // The same ids, in another folder.
    const elsewhere = join(folder, 'others');
    await cp(join(folder, 'faces'), elsewhere, { recursive: true });
    const other = await command(
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
    expect(other.code).toBe(1);
    expect(other.err).toMatch(/holds a run with other settings \(folder .*others/);
  });
});
