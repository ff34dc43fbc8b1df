import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runCsm } from '../../test/run-csm.js';
import { writeFaces } from '../../test/write-faces.js';

const MODEL = new URL('../../../../examples/onnx/encoder.onnx', import.meta.url).pathname;

const folder = await mkdtemp(join(tmpdir(), 'csm-certify-'));
afterAll(() => rm(folder, { recursive: true }));

it('certifies a concept with the examples that were held out', async () => {
  const [faces, concepts, out] = ['faces', 'concepts', 'certificates'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFaces(faces, 120);
  const name = ['--name', 'Eyeglasses', '--groups', 'person', '--engine', 'cpu'];
  expect((await runCsm('concept', MODEL, faces, '--out', concepts, ...name)).code).toBe(0);
  const call = [
    'certify',
    MODEL,
    faces,
    '--concepts',
    concepts,
    '--out',
    out,
    '--engine',
    'cpu',
    '--method',
    'gradient',
    '--permutations',
    '99',
  ];
  const { code, out: printed } = await runCsm(...call, '--json');
  expect(code).toBe(0);
  const [certificate] = JSON.parse(printed).certificates;
  expect(certificate.concept).toBe('Eyeglasses');
  expect(['believe', 'doubt', 'too few to tell']).toContain(certificate.verdict);
  const topics = certificate.questions.map((question: { topic: string }) => question.topic);
  expect(topics).toContain('entanglement');
  expect(certificate.examples.independent).toBeLessThan(
    certificate.examples.positives + certificate.examples.negatives,
  );
  expect((await readdir(out)).sort()).toEqual([
    'Eyeglasses.json',
    'Eyeglasses.png',
    'Eyeglasses.svg',
    'run.json',
  ]);
  expect(JSON.parse(await readFile(join(out, 'Eyeglasses.json'), 'utf8'))).toEqual(certificate);
  expect((await runCsm(...call)).err).toContain('Eyeglasses.json is there');
});

it('refuses concepts without held-out examples', async () => {
  const [faces, concepts] = ['faces', 'none'].map((name) => join(folder, name)) as [string, string];
  await runCsm(
    'concept',
    MODEL,
    faces,
    '--out',
    concepts,
    '--name',
    'Smiling',
    '--held-out',
    '0',
    '--engine',
    'cpu',
  );
  const { code, err } = await runCsm(
    'certify',
    MODEL,
    faces,
    '--concepts',
    concepts,
    '--out',
    join(folder, 'no'),
    '--engine',
    'cpu',
  );
  expect([code, err]).toEqual([
    2,
    expect.stringContaining('has 0 held-out examples with it and 0 without it'),
  ]);
});
