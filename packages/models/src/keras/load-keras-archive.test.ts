import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { registerChainedOperations } from '@csm/base/tfjs';
import { memory, setBackend, tidy, zerosLike } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { File as Hdf5, ready } from 'h5wasm/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadLayersModelFromDisk } from '../files/load-layers-model-from-disk.js';
import { loadKerasWeights } from './load-keras-weights.js';
import { loadKerasWeightsFromDisk } from './load-keras-weights-from-disk.js';

let folder: string;
beforeAll(async () => {
  await setBackend('cpu');
  await ready;
  registerChainedOperations();
  folder = await mkdtemp(join(tmpdir(), 'csm-keras-archive-'));
});
afterAll(() => rm(folder, { recursive: true }));

const valuesOf = (model: LayersModel) => model.weights.map((weight) => Array.from(weight.read().dataSync()));

function clear(model: LayersModel): void {
  for (const weight of model.weights) {
    // A weight with a constraint makes tensors when it is written.
    tidy(() => {
      weight.write(zerosLike(weight.read()));
    });
  }
}

it.each(['branches', 'convolutions', 'recurrent', 'sequential'])(
  '%s.keras: its weights load into a model of the same architecture, as they are',
  async (name) => {
    const path = fileURLToPath(new URL(`../../test/fixtures/keras-3/${name}.keras`, import.meta.url));
    const model = await loadLayersModelFromDisk(path);
    const expected = valuesOf(model);
    const before = memory().numTensors;
    for (const load of [
      () => loadKerasWeightsFromDisk(model, path),
      async () => loadKerasWeights(model, await readFile(path)),
    ]) {
      clear(model);
      const report = await load();
      expect(valuesOf(model)).toEqual(expected);
      expect(report).toMatchObject({ layout: 'layers/vars', kerasVersion: '3.15.1' });
    }
    expect(memory().numTensors).toBe(before);
    model.dispose();
  },
);

const DIRECTIONS = ['forward', 'backward'];
const ROLES: [string, number[]][] = [
  ['kernel', [4, 8]],
  ['recurrent_kernel', [2, 8]],
  ['bias', [8]],
];

it.each([
  ['bidirectional', (direction: string) => `bidirectional/${direction}_lstm/lstm_cell_1`],
  ['bidirectional', (direction: string) => `bidirectional/${direction}_lstm`],
  ['bidirectional', (direction: string) => `${direction}_lstm`],
  ['encoder', (direction: string) => `bidirectional/${direction}_lstm/lstm_cell_1`],
])('the two directions in layer_names layout: %s, %s', async (group, scope) => {
  const path = join(folder, 'bidirectional.h5');
  const file = new Hdf5(path, 'w');
  file.create_attribute('layer_names', [group]);
  file.create_attribute('keras_version', '2.13.1');
  const top = file.create_group(group);
  const names: string[] = [];
  for (const [d, direction] of DIRECTIONS.entries()) {
    for (const [i] of scope(direction).split('/').entries()) {
      const parent = `${group}/${scope(direction)
        .split('/')
        .slice(0, i + 1)
        .join('/')}`;
      if (!file.get(parent)) file.create_group(parent);
    }
    for (const [r, [role, shape]] of ROLES.entries()) {
      const name = `${scope(direction)}/${role}:0`;
      names.push(name);
      const length = shape.reduce((a, b) => a * b, 1);
      const data = new Float32Array(length).fill(10 * d + r + 1);
      file.create_dataset({ name: `${group}/${name}`, data, shape });
    }
  }
  top.create_attribute('weight_names', names);
  file.close();
  const lstm = layers.lstm({ units: 2, recurrentInitializer: 'zeros' });
  const bidirectional = layers.bidirectional({
    layer: lstm as never,
    inputShape: [3, 4],
    mergeMode: 'concat',
    name: 'bidirectional',
  });
  const inner = sequential({ name: 'encoder', layers: [bidirectional] });
  const report = await loadKerasWeightsFromDisk(inner, path);
  expect(report.layers.length).toBe(1);
  expect(inner.weights.map((weight) => weight.read().dataSync()[0])).toEqual([1, 2, 3, 11, 12, 13]);
  inner.dispose();
});

it('an HDF5 file is refused by loadLayersModelFromDisk with the functions that help', async () => {
  const path = join(folder, 'whole.h5');
  new Hdf5(path, 'w').close();
  await expect(loadLayersModelFromDisk(path)).rejects.toThrow(
    /this is an HDF5 file; save the model with model\.save\("model\.keras"\), or .* loadKerasWeightsFromDisk\.$/,
  );
});
