import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { conceptVector, encode, explain } from '@csm/core';
import { readNpy, saveConcepts } from '@csm/core/node';
import { gradient } from '@csm/explainers';
import { onnxEncoder, runOnnx } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCsm } from '../../test/run-csm.js';

const example = (name: string) =>
  fileURLToPath(new URL(`../../../../examples/onnx/${name}`, import.meta.url));
const model = example('encoder.onnx');

let folder: string;
beforeAll(async () => {
  await import('@csm/wasm');
  await setBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'csm-export-'));
  const values = (k: number) => Float32Array.from({ length: 16 }, (_, i) => Math.sin(i + k));
  await saveConcepts(join(folder, 'concepts', 'concepts.json'), [
    conceptVector('glasses', values(0)),
    conceptVector('smile', values(1)),
  ]);
});
afterAll(() => rm(folder, { recursive: true }));

it('an exported encoder gives the same latents', async () => {
  const out = join(folder, 'again.onnx');
  const before = memory().numTensors;
  const { code, err } = await runCsm('export', model, '--normalise', '0.5/0.5', '--out', out);
  expect(code, err).toBe(0);
  expect(memory().numTensors).toBe(before);
  const inputs = await readNpy(example('ten-inputs.npy'));
  const expected = await readNpy(example('ten-latents.npy'));
  const { latent } = await runOnnx(await onnxFile(out), { input: inputs });
  for (let i = 0; i < 10; i++) {
    for (let k = 0; k < 16; k++) expect(latent!.get(i, k)).toBeCloseTo(expected.get(i, k), 4);
  }
});

it('an exported explanation gives the scores and maps of explain', async () => {
  const out = join(folder, 'smile.onnx');
  const args = [
    'export',
    model,
    '--normalise',
    '0.5/0.5',
    '--concepts',
    join(folder, 'concepts'),
    '--out',
    out,
  ];
  const { code, err, out: text } = await runCsm(...args, '--name', 'smile', '--method', 'gradient', '--json');
  expect(code, err).toBe(0);
  expect(JSON.parse(text)).toMatchObject({ method: 'gradient', concepts: ['smile'], file: out });
  const inputs = await readNpy(example('ten-inputs.npy'));
  const encoder = await onnxEncoder(await onnxFile(model), { normalise: { mean: 0.5, std: 0.5 } });
  const smile = conceptVector(
    'smile',
    Float32Array.from({ length: 16 }, (_, i) => Math.sin(i + 1)),
  );
  const own = await explain(encoder, smile, inputs, gradient());
  expect((await encode(encoder, inputs)).shape).toEqual([10, 16]);
  encoder.dispose();
  const { maps, scores } = await runOnnx(await onnxFile(out), { input: inputs });
  for (let i = 0; i < 10; i++) {
    expect(scores!.get(i, 0)).toBeCloseTo(own.scores.get(i), 4);
    for (const at of [0, 5, 31])
      expect(maps!.get(i, 0, 1, at, at)).toBeCloseTo(own.maps.get(i, 1, at, at), 4);
  }
});

it.each([
  [['--method', 'gradient,rise'], /one method/],
  [['--method', 'gradient', '--resize', 'nearest'], /--resize says how data are read; add --data/],
  [['--method', 'integratedGradients'], /--data, or --baseline zero/],
  [['--method', 'replacement'], /inputs of each concept/],
  [['--method', 'gradint'], /did you mean "gradient"/],
  [['--method', 'gradient', '--name', 'smil'], /no concept "smil".*valid concepts: glasses, smile/],
])('rejects %j in one sentence', async (options, message) => {
  const args = ['export', model, '--concepts', join(folder, 'concepts'), '--out', join(folder, 'x.onnx')];
  const { code, err } = await runCsm(...args, ...options);
  expect([code, err.split('\n').length]).toEqual([2, 3]);
  expect(err).toMatch(message);
});

it('applies the data options to the data of a method', async () => {
  const { code, err } = await runCsm(
    ...['export', model, '--normalise', '0.5/0.5', '--concepts', join(folder, 'concepts')],
    ...['--out', join(folder, 'mean.onnx'), '--method', 'deepLift'],
    ...['--data', example('ten-inputs.npy'), '--skip-damaged'],
  );
  expect([code, err]).toEqual([2, expect.stringContaining('--skip-damaged is for pictures')]);
});
