import '@csm/wasm';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode, layersEncoder } from '@csm/core';
import { readNpy } from '@csm/core/node';
import { celebA } from '@csm/datasets/node';
import { celebaVae, disposeVae, type Vae } from '@csm/models';
import { loadVae } from '@csm/models/node';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { File, ready } from 'h5wasm/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeDrawnCeleba } from '../../../datasets/test/celeba-folder.js';
import { figureFiles, figureNames } from '../../test/faces/figure-names.js';
import { runCsm } from '../../test/run-csm.js';

let folder: string;
let root: string;
beforeAll(async () => {
  await setBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'csm-celeba-published-'));
  root = join(folder, 'faces');
  await writeDrawnCeleba(root, { form: 'csv', lineEnd: '\n', count: 24, distinct: 24 });
  // The paper's README names two tables; the partition is not one of them.
  await rm(join(root, 'list_eval_partition.csv'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...options: string[]): Promise<string> {
  const few = ['--name', 'Smiling', '--method', 'rectgrad'];
  const { code, err } = await runCsm('faces', root, ...few, ...options);
  expect(code, err).toBe(0);
  return err;
}

const textOf = (out: string, name: string) => readFile(join(out, name), 'utf8');

it('--as-published trains on all pictures, keeps the last weights and moving averages, and draws z', async () => {
  const out = join(folder, 'published');
  const said = await run('--as-published', '--epochs', '1', '--out', out);
  expect(said).toMatch(/^CelebA: 24 pictures for training, 0 for validation, 24 scored$/m);
  const files = await readdir(out);
  expect(files).toEqual(
    expect.arrayContaining([
      ...figureFiles(figureNames),
      'loss-curve.png',
      'results.csv',
      'scores.csv',
      'maps',
    ]),
  );
  const { settings, concepts, history } = JSON.parse(await textOf(out, 'results.json'));
  expect(concepts).toHaveLength(40);
  expect(history).toHaveLength(1);
  expect(history[0].validation).toBeUndefined();
  expect(settings).toMatchObject({
    ...{ trainOn: 'all', keep: 'last', batchNorm: 'moving', sample: true, resize: 'nearest' },
  });

  // The paper's grid: ten rows of four histograms.
  const titles = [
    ...(await textOf(out, 'histograms.svg')).matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</g),
  ];
  const names = new Set(concepts.map(({ concept }: { concept: string }) => concept.replaceAll('_', ' ')));
  const places = titles.filter(([, , , text]) => names.has(text));
  expect(places).toHaveLength(40);
  expect(new Set(places.map(([, x]) => x)).size).toBe(4);
  expect(new Set(places.map(([, , y]) => y)).size).toBe(10);

  const vae = await loadVae(join(out, 'model'));
  try {
    // Two steps of momentum 0.99 from 1: statistics of the data would be far away.
    const variances = vae.encoder.weights.filter(({ name }) => name.includes('moving_variance'));
    expect(variances.length).toBeGreaterThan(4);
    for (const variance of variances) {
      for (const value of variance.read().dataSync()) expect(value).toBeGreaterThan(0.98);
    }
    const dataset = await celebA({ root, size: 128, resize: 'nearest' });
    const images = await dataset.images(dataset.ids);
    const encoder = layersEncoder(vae.encoder);
    const latents = Float32Array.from(
      (await readNpy(join(out, 'latents', 'latents.npy'))).data as Float32Array,
    );
    const apart = (other: Float32Array) =>
      other.reduce((most, z, i) => Math.max(most, Math.abs(z - latents[i]!)), 0);
    expect(apart((await encode(encoder, images, { sample: { seed: 1 } })).data)).toBeLessThan(1e-3);
    expect(apart((await encode(encoder, images)).data)).toBeGreaterThan(1);
  } finally {
    disposeVae(vae);
  }
});

it('--weights uses the weights as they are, on pictures of the nearest pixel', async () => {
  const weights = join(folder, 'checkpoint_celeba.hdf5');
  const source = celebaVae({ seed: 5 });
  await writeKerasWeights(weights, source);
  const out = join(folder, 'weights');
  const said = await run('--weights', weights, '--out', out);
  expect(said).toMatch(
    /^Pictures are resized to the nearest pixel, as Keras does, because the authors' weights/m,
  );
  expect(said).not.toMatch(/^epoch/m);
  const files = await readdir(out);
  expect(files).toEqual(
    expect.arrayContaining([...figureFiles(figureNames), 'results.csv', 'scores.csv', 'maps']),
  );
  expect(files).not.toContain('loss-curve.png');
  const { settings } = JSON.parse(await textOf(out, 'results.json'));
  expect(settings.resize).toBe('nearest');
  const loaded = await loadVae(join(out, 'model'));
  for (const part of ['encoder', 'decoder'] as const) {
    for (const [i, weight] of source[part].weights.entries()) {
      const other = loaded[part].weights[i]!.read().dataSync();
      expect(
        Buffer.from(other.buffer, other.byteOffset, other.byteLength).equals(
          bytesOf(weight.read().dataSync()),
        ),
        weight.name,
      ).toBe(true);
    }
  }
  disposeVae(loaded);
  disposeVae(source);
  expect(memory().numTensors).toBe(0);
});

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  Buffer.from(buffer, byteOffset, byteLength);

/** The names of the published file that cannot be told apart by shapes. */
const NAMES: Readonly<Record<string, string>> = { z_mean: 'dense_2', z_log_var: 'dense_3' };

/** Weights as `save_weights` of Keras 2 writes them: encoder and decoder in one list of layers. */
async function writeKerasWeights(path: string, vae: Vae): Promise<void> {
  await ready;
  const file = new File(path, 'w');
  const layersOf = (model: LayersModel) => model.layers.filter(({ weights }) => weights.length > 0);
  const named = [vae.encoder, vae.decoder].flatMap((model, part) =>
    layersOf(model).map((layer) => ({
      layer,
      name: NAMES[layer.name] ?? `${part === 0 ? 'e' : 'd'}_${layer.name}`,
    })),
  );
  file.create_attribute(
    'layer_names',
    named.map(({ name }) => name),
    [named.length],
    'S',
  );
  file.create_attribute('keras_version', '2.2.4', [], 'S');
  for (const { layer, name } of named) {
    const group = file.create_group(name);
    const roles = layer.weights.map((weight) => `${name}/${weight.originalName.split('/').at(-1)}:0`);
    group.create_attribute('weight_names', roles, [roles.length], 'S');
    group.create_group(name);
    for (const [i, weight] of layer.weights.entries()) {
      const value = weight.read();
      file.create_dataset({
        name: `${name}/${roles[i]}`,
        data: Float32Array.from(value.dataSync()),
        shape: value.shape,
      });
    }
  }
  file.close();
}
