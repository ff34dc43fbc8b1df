import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Explainer, explain } from '@csm/core';
import { loadConcepts, readNpy, writeNpy } from '@csm/core/node';
import { imageFolder } from '@csm/datasets/node';
import { gradient, integratedGradients, smoothGrad } from '@csm/explainers';
import { exportExplanation, onnxEncoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { setBackend } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { csmPrograms } from '../../test/csm-programs.js';
import { runCsm } from '../../test/run-csm.js';
import { writeFaces } from '../../test/write-faces.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const MODEL = join(ROOT, 'examples/onnx/encoder.onnx');

let folder = '';
let faces = '';
let concepts = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-explain-'));
  [faces, concepts] = [join(folder, 'faces'), join(folder, 'concepts')];
  await writeFaces(faces, 80);
  const made = await runCsm(
    'concept',
    MODEL,
    faces,
    '--out',
    concepts,
    '--name',
    'Smiling,Wearing_Hat',
    '--engine',
    'cpu',
  );
  expect(made.code).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

const args = (out: string, ...more: string[]) => [
  ...['explain', MODEL, faces, '--concepts', concepts, '--out', join(folder, out), '--engine', 'cpu'],
  ...more,
];
const maps = (out: string, concept: string, method: string) =>
  readNpy(join(folder, out, 'maps', concept, `${method}.npy`));

it('gives the same numbers as explain in code, and as the exported file in ONNX Runtime', async () => {
  const methods = 'gradient,integratedGradients,smoothGrad';
  const { code, err } = await runCsm(
    ...args(
      'same',
      '--limit',
      '40',
      '--method',
      methods,
      '--steps',
      '4',
      '--samples',
      '3',
      '--baseline',
      'zero',
    ),
  );
  expect([code, err]).toEqual([0, expect.not.stringContaining('csm:')]);
  await setBackend('cpu');
  const encoder = await onnxEncoder(await onnxFile(MODEL));
  const dataset = await imageFolder({ root: faces, size: [32, 32] });
  const ids = JSON.parse(await readFile(join(folder, 'same', 'ids.json'), 'utf8')) as string[];
  expect(ids).toHaveLength(40);
  const images = (await dataset.images(ids)).transpose(0, 3, 1, 2);
  const both = await loadConcepts(join(concepts, 'concepts.json'));
  const explainers: Record<string, Explainer> = {
    gradient: gradient(),
    integratedGradients: integratedGradients({ steps: 4 }),
    smoothGrad: smoothGrad(gradient(), { samples: 3, seed: 0 }),
  };
  const csv = (await readFile(join(folder, 'same', 'scores.csv'), 'utf8')).trim().split('\n');
  expect(csv[0]).toBe('id,Smiling,Wearing_Hat');
  for (const [name, explainer] of Object.entries(explainers)) {
    const explained = await explain(encoder, both, images, explainer, { onWarning: () => {} });
    for (const [k, { name: concept, maps: expected, scores }] of explained.entries()) {
      expect((await maps('same', concept, name)).data).toEqual(expected.data);
      expect(csv.slice(1).map((row) => Number(row.split(',')[k + 1]))).toEqual([...scores.data]);
    }
  }
  const [smiling] = both;
  const file = await exportExplanation(encoder, smiling ?? expect.fail(), integratedGradients({ steps: 4 }));
  const session = await InferenceSession.create(file);
  const input = Float32Array.from(
    { length: 40 * 3072 },
    (_, at) =>
      images.get(
        Math.floor(at / 3072),
        Math.floor(at / 1024) % 3,
        Math.floor(at / 32) % 32,
        at % 32,
      ) as number,
  );
  const results = await session.run({
    [session.inputNames[0] ?? '']: new Tensor('float32', input, [40, 3, 32, 32]),
  });
  const expected = (await maps('same', 'Smiling', 'integratedGradients')).data as Float32Array;
  const found = results.maps?.data as Float32Array;
  expect(found).toHaveLength(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const worst = found.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? 0))), 0);
  expect(worst / largest).toBeLessThan(1e-5);
  encoder.dispose();
});

it('goes on after being killed, with the bytes of an unbroken run', async () => {
  const more = [
    '--method',
    'gradient,smoothGrad,replacement',
    '--samples',
    '3',
    '--batch',
    '2',
    '--limit',
    '12',
    '--engine',
    'wasm',
  ];
  expect((await runCsm(...args('whole', ...more))).code).toBe(0);
  const killed = args('killed', ...more);
  const { csm } = await csmPrograms;
  const parts = join(folder, 'killed', 'parts');
  const count = async () =>
    existsSync(parts)
      ? (await readdir(parts, { recursive: true })).filter((name) => /\d\.npy$/.test(name)).length
      : 0;
  for (const wanted of [1, 5, 9]) {
    const child = spawn(process.execPath, [csm, ...killed], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    let isRunning = true;
    void ended.then(() => (isRunning = false));
    while (isRunning && (await count()) < wanted) await setTimeout(5);
    child.kill('SIGKILL');
    await ended;
  }
  expect(existsSync(join(folder, 'killed', 'ids.json'))).toBe(false);
  const before = await count();
  expect(before).toBeGreaterThanOrEqual(9);
  expect((await runCsm(...killed)).code).toBe(0);
  for (const name of ['scores.csv', ...(await readdir(join(folder, 'whole', 'maps'), { recursive: true }))]) {
    if (!/npy|csv|svg/.test(name)) continue;
    const path = name === 'scores.csv' ? name : join('maps', name);
    expect(
      (await readFile(join(folder, 'killed', path))).equals(await readFile(join(folder, 'whole', path))),
    ).toBe(true);
  }
  expect((await runCsm(...killed)).err).toContain('is complete');
});

it('writes files that writeNpy would write, and pictures on request', async () => {
  expect(
    (await runCsm(...args('one', '--ids', 'face-003.png', '--method', 'gradient', '--pictures'))).code,
  ).toBe(0);
  const path = join(folder, 'one', 'maps', 'Smiling', 'gradient.npy');
  await writeNpy(join(folder, 'again.npy'), await readNpy(path));
  expect((await readFile(path)).equals(await readFile(join(folder, 'again.npy')))).toBe(true);
  const names = await readdir(join(folder, 'one', 'maps', 'Smiling'), { recursive: true });
  expect(names).toEqual(expect.arrayContaining(['figure.png', 'figure.svg', 'gradient/face-003.png.png']));
});

it('says which method needs examples if the vector is from elsewhere', async () => {
  const vector: NdArray = ndarray(new Float32Array(16).fill(1), [16]);
  await writeNpy(join(folder, 'v.npy'), vector);
  const other = join(folder, 'of-vector');
  expect(
    (
      await runCsm(
        'concept',
        MODEL,
        faces,
        '--out',
        other,
        '--vector',
        join(folder, 'v.npy'),
        '--engine',
        'cpu',
      )
    ).code,
  ).toBe(0);
  const { code, err } = await runCsm(
    'explain',
    MODEL,
    faces,
    '--concepts',
    other,
    '--out',
    join(folder, 'none'),
    '--method',
    'replacement',
    '--engine',
    'cpu',
  );
  expect([code, err]).toEqual([2, expect.stringContaining('needs inputs without the concept "v"')]);
});

it.each([
  [['--method', 'gradiend'], 'unknown method "gradiend"; did you mean "gradient"'],
  [['--method', 'counterfactual'], 'pass --decoder FILE'],
  [['--ids', 'face-0.png'], '--ids: unknown sample "face-0.png"'],
  [['--baseline', 'black'], '--baseline must be mean, zero, blur or the name of an input'],
])('answers %j by one sentence', async (more, sentence) => {
  const { code, err } = await runCsm(...args('wrong', ...more));
  expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
});

it('warns if the concepts were made with another model or another normalisation', async () => {
  const few = ['--limit', '2', '--method', 'gradient'];
  const same = await runCsm(...args('this-model', ...few));
  expect([same.code, same.err]).toEqual([0, expect.not.stringContaining('another')]);

  const normalised = await runCsm(...args('normalised', ...few, '--normalise', '0.5/0.5'));
  expect([normalised.code, normalised.err]).toEqual([
    0,
    expect.stringMatching(/concepts: csm concept made them with another --normalise; unless both/),
  ]);

  // Vectors of the right length, made with another file.
  const other = join(folder, 'other');
  await cp(concepts, other, { recursive: true });
  const record = JSON.parse(await readFile(join(other, 'run.json'), 'utf8'));
  record.settings.model = '0'.repeat(64);
  await writeFile(join(other, 'run.json'), JSON.stringify(record));
  const changed = await runCsm(...args('other-model', ...few).map((arg) => (arg === concepts ? other : arg)));
  expect([changed.code, changed.err]).toEqual([
    0,
    expect.stringMatching(/other: csm concept made them with another model file; unless both/),
  ]);
});
