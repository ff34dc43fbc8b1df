import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readNpy } from '@csm/core/node';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDrawnFaces } from '../../test/drawn-faces.js';
import { runCsm } from '../../test/run-csm.js';

const model = (name: string) =>
  fileURLToPath(new URL(`../../../../examples/onnx/${name}.onnx`, import.meta.url));

let folder: string;
let faces: { readonly pictures: string; readonly table: string };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-report-'));
  faces = await writeDrawnFaces(folder, 20);
});
afterAll(() => rm(folder, { recursive: true }));

const report = (out: string, ...more: readonly string[]) =>
  runCsm(
    'report',
    model('encoder'),
    faces.pictures,
    '--normalise',
    '.5/.5',
    '--out',
    join(folder, out),
    ...more,
  );

/** The text of a page, without tags. */
const textOf = async (out: string) =>
  (await readFile(join(folder, out), 'utf8'))
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ');

describe('csm report of a model and 20 pictures', () => {
  it('explains coordinates, and says that they are no concepts and how to give examples', async () => {
    const { code, out, err } = await report('plain/report.html');
    expect({ code, err: err.includes('warning') }).toEqual({ code: 0, err: false });
    expect(out).toContain('no concepts; 4 latent coordinates');
    const text = await textOf('plain/report.html');
    expect(text).toContain('These are coordinates, not concepts');
    expect(text).toContain('at least 20 inputs with it and 20 without it');
    expect(text).toContain('--attributes TABLE.csv --name CONCEPT');
    expect(text).not.toContain('undefined');
  });

  it('continues: a second run computes nothing again, and writes the same page', async () => {
    const page = await readFile(join(folder, 'plain/report.html'), 'utf8');
    const { code, err } = await report('plain/report.html');
    expect(code).toBe(0);
    expect(err).not.toMatch(/Maps of|Test /);
    expect(await readFile(join(folder, 'plain/report.html'), 'utf8')).toBe(page);
  });

  it('refuses other settings in the same folder, and names the difference', async () => {
    const { code, err } = await report('plain/report.html', '--seed', '3');
    expect(code).not.toBe(0);
    expect(err).toContain('seed 0, now 3');
  });

  it('explains the concepts of a table, tests them, and says how many examples are needed', async () => {
    const before = memory().numTensors;
    const { code, out } = await report(
      ...(['concepts/report.html', '--attributes', faces.table, '--name', 'Eyeglasses,Wearing_Hat'] as const),
      ...['--decoder', model('decoder'), '--json'],
    );
    expect(code).toBe(0);
    expect(memory().numTensors).toBe(before);
    const answer = JSON.parse(out);
    expect(answer.concepts).toHaveLength(2);
    expect(answer.concepts[0]).toMatchObject({
      name: 'Eyeglasses',
      verdict: 'too few to tell',
      examples: { positives: 7, negatives: 13 },
    });
    const { settings } = JSON.parse(await readFile(join(folder, 'concepts/report-files/run.json'), 'utf8'));
    expect(settings.decoder).toMatch(/^[0-9a-f]{64}$/);
    const text = await textOf('concepts/report.html');
    expect(text).toContain(
      'The tests need at least 20 independent examples with "Eyeglasses" and 20 without it; this page has 7 and 13.',
    );
    expect(text).toContain('cross-validated');
    expect(text).not.toContain('undefined');
  });

  it('does not believe a concept whose examples were chosen by their latents', async () => {
    const { code, out } = await report(
      ...(['nearest/report.html', '--nearest', 'face-003.png', '--count', '8', '--json'] as const),
    );
    expect(code).toBe(0);
    expect(JSON.parse(out).concepts[0].verdict).toBe('too few to tell');
    expect(await textOf('nearest/report.html')).toContain('were chosen by their latents');
  });

  it('reads a folder of concepts, and tests them on their held-out examples', async () => {
    const concepts = join(folder, 'saved');
    const data = [faces.pictures, '--normalise', '.5/.5', '--attributes', faces.table];
    expect(
      (await runCsm('concept', model('encoder'), ...data, '--name', 'Eyeglasses', '--out', concepts)).code,
    ).toBe(0);
    const { code, out } = await report('from-folder/report.html', '--concepts', concepts, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out).concepts[0]).toMatchObject({
      name: 'Eyeglasses',
      verdict: 'too few to tell',
      examples: { positives: 2, negatives: 4 },
    });
  });

  it('writes every file that the page links, and maps that NumPy reads', async () => {
    const html = await readFile(join(folder, 'concepts/report.html'), 'utf8');
    const links = [...html.matchAll(/<li><a href="([^"#]+)"/g)].map(([, href]) =>
      decodeURIComponent(href ?? ''),
    );
    expect(links.length).toBeGreaterThan(10);
    for (const href of links) expect(existsSync(join(folder, 'concepts', href)), href).toBe(true);
    const maps = await readNpy(join(folder, 'concepts/report-files/maps/Eyeglasses.counterfactual.npy'));
    expect(maps.shape).toEqual([6, 3, 32, 32]);
  });

  it('has one h1, headings in order, and a text for each picture', async () => {
    const html = await readFile(join(folder, 'concepts/report.html'), 'utf8');
    const levels = [...html.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [i, level] of levels.entries()) expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1);
    for (const [img] of html.matchAll(/<img [^>]*>/g)) expect(img).toMatch(/ alt="[^"]+"/);
  });

  it.each([
    [['--out', 'page.pdf'], '--out must be the name of the page, such as report.html; got "page.pdf".'],
    [['--out', 'x.html', '--name', 'Glasses'], 'the data have no attributes; pass --attributes TABLE'],
    [
      ['--out', 'x.html', '--method', 'integratedGradient'],
      'unknown method "integratedGradient"; did you mean "integratedGradients"',
    ],
    [
      ['--out', 'x.html', '--method', 'counterfactual'],
      '--method counterfactual needs the decoder of the model; pass --decoder FILE',
    ],
    [['--out', 'x.html', '--limit', '0'], '--limit'],
  ])('answers the wrong call %j by one sentence, with exit code 2', async (args, message) => {
    const [, out = '', ...more] = args;
    const { code, err } = await report(join('wrong', out), ...more);
    expect(err).toContain(message.replace('"page.pdf"', `"${join(folder, 'wrong/page.pdf')}"`));
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'wrong', out))).toBe(false);
  });

  it('leaves no half page if it is stopped, and continues', async () => {
    const stopped = report('stopped/report.html', '--attributes', faces.table, '--name', 'Smiling');
    const timer = setInterval(() => {
      if (existsSync(join(folder, 'stopped/report-files/latents/latents.npy'))) {
        clearInterval(timer);
        process.emit('SIGINT');
      }
    }, 1);
    expect((await stopped).code).toBe(130);
    expect(await readdir(join(folder, 'stopped'))).toEqual(['report-files']);
    const { code } = await report('stopped/report.html', '--attributes', faces.table, '--name', 'Smiling');
    expect(code).toBe(0);
    expect(existsSync(join(folder, 'stopped/report.html'))).toBe(true);
  });
});
