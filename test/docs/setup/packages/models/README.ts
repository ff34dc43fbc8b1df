import '@csm/wasm';
import { copyFile } from 'node:fs/promises';
import { attributeTable, imageDataset, syntheticFaces } from '@csm/datasets';
import { celebaVae, disposeVae } from '@csm/models';
import { setBackend } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { writeModel } from '../../../../../packages/models/src/files/write-model.js';
import { cellCounts } from '../../../../../packages/models/test/counts.js';
import { writeKerasWeights } from '../../../../../packages/models/test/keras-files.js';

await setBackend('wasm');
export const { images } = syntheticFaces({ count: 24, size: 48, seed: 1 });
const ids = Array.from({ length: 24 }, (_, i) => `${i}`);
const pixels = 48 * 48 * 3;
export const faces = imageDataset({
  name: 'drawn faces',
  imageShape: [48, 48, 3],
  attributes: attributeTable(ids.map((id) => [id, { number: id }] as const)),
  splits: { train: ids.slice(0, 20), valid: ids.slice(20) },
  load: (id) => images.data.slice(Number(id) * pixels, (Number(id) + 1) * pixels),
});

// The layers of the paper's network, with Keras' names, and weights of zero.
const celeba = celebaVae();
await writeKerasWeights('checkpoint_celeba.hdf5', [celeba.encoder, celeba.decoder]);
disposeVae(celeba);

const { dense } = tfl.layers;
const layers = [
  dense({ units: 4, inputShape: [6], activation: 'relu' }),
  dense({ units: 2, name: 'latent' }),
];
await writeModel(tfl.sequential({ layers }), 'models/mine');
const fixtures = new URL('../../../../../packages/models/test/fixtures/keras-3/', import.meta.url);
await copyFile(new URL('sequential.keras', fixtures), 'models/encoder.keras');

export const { counts, batch: donor } = cellCounts(20, 40);
