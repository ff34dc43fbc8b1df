import '@tensorflow/tfjs-backend-cpu';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadGraphModelFromDisk, loadLayersModelFromDisk } from '@csm/models/node';
import { setBackend } from '@tensorflow/tfjs-core';
import type { FuzzReader } from '../fuzz-reader.js';

const KERAS = ['sequential.keras', 'branches.keras', 'recurrent.keras'];
const FIXTURES = fileURLToPath(new URL('../../../packages/models/test/fixtures/keras-3/', import.meta.url));

/** Archives that Keras 3 saved. */
export const kerasReader: FuzzReader = {
  async write(folder) {
    await setBackend('cpu');
    for (const file of KERAS) await copyFile(join(FIXTURES, file), join(folder, file));
    return KERAS;
  },
  async read(folder, file) {
    const all = [];
    for (const name of file === undefined ? KERAS : [file]) {
      const model = await loadLayersModelFromDisk(join(folder, name));
      all.push(model.getWeights().map((weight) => [weight.shape, weight.dataSync()]));
      model.dispose();
    }
    return all;
  },
};

/** y = tanh(x · w), as tensorflowjs_converter writes it. */
const GRAPH = {
  format: 'graph-model',
  modelTopology: {
    node: [
      {
        name: 'x',
        op: 'Placeholder',
        attr: {
          dtype: { type: 'DT_FLOAT' },
          shape: { shape: { dim: [{ size: '-1' }, { size: '2' }] } },
        },
      },
      { name: 'w', op: 'Const', attr: { dtype: { type: 'DT_FLOAT' } } },
      { name: 'm', op: 'Mul', input: ['x', 'w'], attr: { T: { type: 'DT_FLOAT' } } },
      { name: 'y', op: 'Tanh', input: ['m'], attr: { T: { type: 'DT_FLOAT' } } },
    ],
    versions: {},
  },
  weightsManifest: [{ paths: ['w.bin'], weights: [{ name: 'w', shape: [2], dtype: 'float32' }] }],
};

/** The folder of a graph model. */
export const graphModelReader: FuzzReader = {
  async write(folder) {
    await setBackend('cpu');
    await writeFile(join(folder, 'model.json'), JSON.stringify(GRAPH));
    await writeFile(join(folder, 'w.bin'), new Uint8Array(Float32Array.of(3, -0.5).buffer));
    return ['model.json', 'w.bin'];
  },
  async read(folder) {
    const model = await loadGraphModelFromDisk(folder);
    try {
      const weights = Object.values(model.weights).flat();
      return [model.outputs, weights.map((weight) => [...weight.dataSync()])];
    } finally {
      model.dispose();
    }
  },
};
