import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawnPictures } from '../../test/drawn-pictures.js';
import { runCsm } from '../../test/run-csm.js';
import { silentRun } from '../../test/silent-run.js';
import { openModel } from '../models/open-model.js';
import { trainModel } from './train-model.js';

let folder: string;
beforeAll(async () => {
  await import('@csm/wasm');
  await setBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'csm-train-'));
  await drawnPictures(join(folder, 'faces'), 40, 16);
});
afterAll(() => rm(folder, { recursive: true }));

const small = ['--size', '16', '--latent', '4', '--filters', '4,8', '--epochs', '3', '--batch', '8'];

it('trains a model that the other commands take, with its decoder and figures', async () => {
  const out = join(folder, 'model');
  const before = memory().numTensors;
  const {
    code,
    err,
    out: text,
  } = await runCsm('train', join(folder, 'faces'), '--out', out, ...small, '--json');
  expect(code, err).toBe(0);
  expect(memory().numTensors).toBe(before);
  const result = JSON.parse(text);
  expect(result.epochs).toHaveLength(3);
  expect(result.epochs[2].loss).toBeLessThan(result.epochs[0].loss);
  expect(err).toMatch(/36 samples for training, 4 for validation/);
  expect(err).toMatch(/epoch 3\/3/);
  const files = await readdir(out);
  for (const name of [
    'run.json',
    'training.json',
    'vae',
    'loss-curve.svg',
    'loss-curve.png',
    'reconstructions.png',
  ]) {
    expect(files).toContain(name);
  }
  const model = await openModel(out, { engine: 'wasm' }, silentRun().run);
  expect([model.encoder.latentSize, model.encoder.inputShape]).toEqual([4, [16, 16, 3]]);
  expect(model.decoder).toBeDefined();
  await model.dispose();
  const again = await runCsm('train', join(folder, 'faces'), '--out', out, ...small);
  expect([again.code, again.err]).toEqual([0, expect.stringContaining('the training is finished')]);
  const other = await runCsm('train', join(folder, 'faces'), '--out', out, ...small, '--seed', '1');
  expect([other.code, other.err]).toEqual([1, expect.stringContaining('seed 0, now 1')]);
});

it('continues a stopped training and ends with the same losses', async () => {
  const options = {
    ...{
      size: 16,
      latent: 4,
      filters: [4, 8],
      epochs: 3,
      batch: 8,
      learningRate: 1e-3,
      validation: 0.1,
      seed: 0,
    },
    out: join(folder, 'stopped'),
  };
  const abort = new AbortController();
  const { run } = silentRun(abort.signal);
  setTimeout(() => abort.abort(new DOMException('stopped', 'AbortError')), 400);
  const stopped = await trainModel(join(folder, 'faces'), options, run).then(
    () => 'finished',
    (error: Error) => error.message,
  );
  expect(['stopped', 'finished']).toContain(stopped);
  await trainModel(join(folder, 'faces'), options, silentRun().run);
  const losses = async (name: string) =>
    JSON.parse(await readFile(join(folder, name, 'training.json'), 'utf8')).map(
      ({ loss }: { loss: number }) => loss,
    );
  expect(await losses('stopped')).toEqual(await losses('model'));
});

it.each([
  [['--size', '20', '--filters', '4,8,8'], /--size must be a multiple of 8.*use 24|use 16/],
  [['--epochs', '0'], /--epochs must be a whole number of at least 1; got "0"/],
  [['--validation', '2'], /--validation must be a number from 0 to 0\.9; got "2"/],
  [['--channels', '2'], /--channels must be 1 or 3/],
])('rejects %j before any work', async (options, message) => {
  const out = join(folder, 'never');
  const { code, err } = await runCsm('train', join(folder, 'faces'), '--out', out, ...options);
  expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  expect(existsSync(out)).toBe(false);
});
