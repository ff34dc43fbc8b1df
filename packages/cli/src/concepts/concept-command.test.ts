import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meanDifference } from '@csm/core';
import { loadConcepts, loadLatents, writeNpy } from '@csm/core/node';
import ndarray from 'ndarray';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCsm } from '../../test/run-csm.js';
import { writeFaces } from '../../test/write-faces.js';
import { readExamples } from './examples-file.js';

const MODEL = new URL('../../../../examples/onnx/encoder.onnx', import.meta.url).pathname;

let folder = '';
let ids: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-concept-'));
  ids = await writeFaces(join(folder, 'faces'), 120);
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs `csm concept` into a new folder. */
const concept = (out: string, ...args: string[]) =>
  runCsm('concept', MODEL, join(folder, 'faces'), '--out', join(folder, out), '--engine', 'cpu', ...args);

it('makes the vector of an attribute from the examples that are not held out', async () => {
  const { code, out, err } = await concept('smiling', '--name', 'Smiling,Eyeglasses');
  expect(err.replace(/warning:.*\n/g, '')).not.toMatch(/csm:/);
  expect(code).toBe(0);
  expect(out).toMatch(/Smiling: \d+ with, \d+ without; AUC/);
  const { concepts } = await readExamples(join(folder, 'smiling'));
  const { positives, negatives, heldOut } = concepts.Smiling ?? expect.fail('no examples');
  expect(new Set([...positives, ...negatives, ...heldOut.positives, ...heldOut.negatives]).size).toBe(120);
  expect(heldOut.positives.length).toBe(Math.round(0.3 * (positives.length + heldOut.positives.length)));
  const { ids: rows, latents } = await loadLatents(join(folder, 'smiling', 'latents'));
  const of = (some: readonly string[]) =>
    ndarray(
      Float32Array.from(
        some.flatMap((id) => Array.from({ length: 16 }, (_, k) => latents.get(rows.indexOf(id), k))),
      ),
      [some.length, 16],
    );
  const [smiling] = await loadConcepts(join(folder, 'smiling', 'concepts.json'));
  expect(smiling).toEqual(meanDifference('Smiling', of(positives), of(negatives)));
  for (const file of ['concepts.csv', 'cosines.csv', 'histograms.svg', 'cosines.png', 'run.json']) {
    expect((await readFile(join(folder, 'smiling', file))).length).toBeGreaterThan(50);
  }
});

it('makes one concept per value of a categorical column, and holds groups out as a whole', async () => {
  const { code, out } = await concept('mood', '--obs', 'mood', '--groups', 'person', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out).concepts.map((row: { concept: string }) => row.concept)).toEqual([
    'mood calm',
    'mood glad',
    'mood sad',
  ]);
  const { concepts } = await readExamples(join(folder, 'mood'));
  const calm = concepts['mood calm'] ?? expect.fail('no examples');
  const person = (id: string) => Math.floor(ids.indexOf(id) / 4);
  const held = new Set([...calm.heldOut.positives, ...calm.heldOut.negatives].map(person));
  expect(held.size).toBeGreaterThan(2);
  expect([...calm.positives, ...calm.negatives].some((id) => held.has(person(id)))).toBe(false);
  expect(calm.groups?.positives).toEqual(calm.heldOut.positives.map((id) => `p${person(id)}`));
});

it('refuses a column of numbers without a threshold', async () => {
  const { code, err } = await concept('height', '--name', 'height');
  expect([code, err]).toEqual([2, expect.stringContaining('pass --above NUMBER')]);
  expect((await concept('tall', '--name', 'height', '--above', '1.75')).code).toBe(0);
  expect((await loadConcepts(join(folder, 'tall', 'concepts.json')))[0]?.name).toBe('height above 1.75');
});

it.each([['logistic'], ['svm']])('makes the vector by %s', async (make) => {
  expect((await concept(make, '--name', 'Wearing_Hat', '--make', make)).code).toBe(0);
  expect((await readExamples(join(folder, make))).concepts.Wearing_Hat?.make).toBe(make);
});

it('holds other labels constant', async () => {
  expect((await concept('given', '--name', 'Smiling', '--given-labels', 'Wearing_Hat')).code).toBe(0);
  expect((await readExamples(join(folder, 'given'))).concepts.Smiling?.make).toBe('partialConcept');
});

it('takes sets of samples, files of sets, the nearest samples and vectors', async () => {
  const set = ids.slice(0, 12);
  const latents = ['--latents', join(folder, 'smiling', 'latents')];
  expect((await concept('genes', '--genes', set.join(','), ...latents)).code).toBe(0);
  await writeFile(join(folder, 'sets.gmt'), `SET_A\turl\t${set.join('\t')}\tmissing\nSET_B\turl\tmissing\n`);
  const gmt = await concept('gmt', '--gmt', join(folder, 'sets.gmt'), ...latents);
  expect([gmt.code, gmt.err]).toEqual([0, expect.stringContaining('1 of 2 sets')]);
  const [a, b] = await Promise.all(
    ['genes', 'gmt'].map((out) => loadConcepts(join(folder, out, 'concepts.json'))),
  );
  expect(a?.[0]?.vector).toEqual(b?.[0]?.vector);
  expect((await concept('nearest', '--nearest', ids[3] ?? '', '--count', '20', ...latents)).code).toBe(0);
  const nearest = (await readExamples(join(folder, 'nearest'))).concepts[ids[3] ?? ''];
  expect(nearest?.positives).toHaveLength(20);
  expect(nearest?.heldOut.positives).toEqual([]);
  await writeNpy(join(folder, 'v.npy'), ndarray(new Float32Array(16).fill(1), [16]));
  expect((await concept('vector', '--vector', join(folder, 'v.npy'), ...latents)).code).toBe(0);
});

it('takes two folders outside the data', async () => {
  const [one, other] = [join(folder, 'one'), join(folder, 'other')];
  await writeFaces(one, 8);
  await writeFaces(other, 12);
  expect((await concept('folders', '--with', one, '--without', other)).code).toBe(0);
  const { folders, concepts } = await readExamples(join(folder, 'folders'));
  expect(folders).toEqual([one, other]);
  expect(concepts.one?.positives[0]).toMatch(new RegExp(`^${one}/face-`));
});

it('names the difference if the folder has concepts of another call, and repeats the same call', async () => {
  const { code, err } = await concept('smiling', '--name', 'Wearing_Hat');
  expect([code, err]).toEqual([
    1,
    expect.stringContaining('name ["Smiling","Eyeglasses"], now ["Wearing_Hat"]'),
  ]);
  const before = await readFile(join(folder, 'smiling', 'concepts.json'), 'utf8');
  expect((await concept('smiling', '--name', 'Smiling,Eyeglasses')).code).toBe(0);
  expect(await readFile(join(folder, 'smiling', 'concepts.json'), 'utf8')).toBe(before);
});

it.each([
  [['--name', 'Smilling'], 'unknown attribute "Smilling"'],
  [['--genes', 'Penk'], '--genes: unknown sample "Penk"'],
  [['--name', 'Wearing_Hat', '--nearest', 'a'], 'one source of concepts'],
  [['--with', 'a'], '--with needs --without'],
  [['--held-out', '2'], '--held-out must be a number from 0 to 0.9'],
])('answers %j by one sentence', async (args, sentence) => {
  const { code, err } = await concept('wrong', ...args);
  expect([code, err.split('\n').find((line) => line.startsWith('csm: '))]).toEqual([
    2,
    expect.stringContaining(sentence),
  ]);
});
