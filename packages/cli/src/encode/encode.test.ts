import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode } from '@csm/core';
import { loadLatents, readNpy } from '@csm/core/node';
import { syntheticBulb } from '@csm/datasets';
import { openAnnData, writeAnnData } from '@csm/datasets/node';
import { onnxEncoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawnPictures } from '../../test/drawn-pictures.js';
import { runCsm } from '../../test/run-csm.js';
import { silentRun } from '../../test/silent-run.js';
import { writeLayersModel } from '../../test/write-layers-model.js';
import { openInputs } from '../inputs/open-inputs.js';

const model = fileURLToPath(new URL('../../../../examples/onnx/encoder.onnx', import.meta.url));

let folder: string;
beforeAll(async () => {
  await import('@csm/wasm');
  await setBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'csm-encode-'));
  await drawnPictures(join(folder, 'faces'), 12, 32);
});
afterAll(() => rm(folder, { recursive: true }));

it('csm encode gives the numbers of the library, and a second run finds all done', async () => {
  const out = join(folder, 'latents');
  const args = [
    'encode',
    model,
    join(folder, 'faces'),
    '--out',
    out,
    '--normalise',
    '0.5/0.5',
    '--engine',
    'wasm',
    '--batch',
    '5',
  ];
  const before = memory().numTensors;
  const first = await runCsm(...args, '--csv', '--json');
  expect(first.code, first.err).toBe(0);
  expect(JSON.parse(first.out)).toMatchObject({ samples: 12, latentSize: 16 });
  expect(memory().numTensors).toBe(before);

  const encoder = await onnxEncoder(await onnxFile(model), { normalise: { mean: 0.5, std: 0.5 } });
  const inputs = await openInputs(join(folder, 'faces'), encoder, silentRun().run);
  const own = await encode(encoder, await inputs.read(inputs.ids));
  encoder.dispose();
  const saved = await loadLatents(out);
  expect(saved.ids).toEqual(inputs.ids);
  for (const [i, value] of own.data.entries()) expect(saved.latents.data[i]).toBeCloseTo(value, 5);
  const csv = (await readFile(join(out, 'latents.csv'), 'utf8')).trim().split('\n');
  expect(csv[0]).toBe(`id,${Array.from({ length: 16 }, (_, k) => `z${k}`).join(',')}`);
  expect(csv[1]?.split(',').map(Number).slice(1)).toEqual([...saved.latents.data.subarray(0, 16)]);
  expect((await readNpy(join(out, 'latents.npy'))).shape).toEqual([12, 16]);

  expect((await runCsm(...args)).code).toBe(0);
  const other = await runCsm('encode', model, join(folder, 'faces'), '--out', out, '--engine', 'wasm');
  expect(other.code).toBe(1);
  expect(other.err).toMatch(/other settings \(normalise "0\.5\/0\.5", now not given\)/);
});

it('rejects --draw without a spread of the posterior, before any file', async () => {
  const out = join(folder, 'drawn');
  const { code, err } = await runCsm(
    'encode',
    model,
    join(folder, 'faces'),
    '--out',
    out,
    '--latent-output',
    'mean',
    '--draw',
  );
  if (code === 0) return expect(existsSync(join(out, 'latents.npy'))).toBe(true);
  expect([code, err]).toEqual([1, expect.stringContaining('--log-variance')]);
  return expect(existsSync(out)).toBe(false);
});

it('writes the latents of cells into a copy of the .h5ad', async () => {
  const bulb = syntheticBulb({ genes: 8, seed: 2, spots: 40 });
  const h5ad = join(folder, 'bulb.h5ad');
  await writeAnnData({ to: h5ad, counts: bulb });
  const net = sequential({ layers: [layers.dense({ units: 3, inputShape: [8] })] });
  await writeLayersModel(join(folder, 'genes'), net);
  net.dispose();
  const to = join(folder, 'bulb-latents.h5ad');
  const out = join(folder, 'cells');
  const { code, err } = await runCsm('encode', join(folder, 'genes'), h5ad, '--out', out, '--h5ad', to);
  expect(code, err).toBe(0);
  const { latents } = await loadLatents(out);
  const counts = await openAnnData(to, { spatial: 'X_csm', images: false, onWarning: () => {} });
  const column = Array.from({ length: 40 }, (_, i) => latents.get(i, 0));
  expect([...counts.spots.pixels!.x].map(Math.fround)).toEqual(column);
  const same = await runCsm('encode', join(folder, 'genes'), h5ad, '--out', out, '--h5ad', h5ad);
  expect([same.code, same.err]).toEqual([
    2,
    expect.stringContaining('--h5ad must not be what the command reads'),
  ]);
});
