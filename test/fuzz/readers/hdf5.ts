import '@tensorflow/tfjs-backend-cpu';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadAnnDataOptions } from '@csm/datasets';
import { openAnnData, openCells, openVisium } from '@csm/datasets/node';
import { loadKerasWeightsFromDisk } from '@csm/models/node';
import { setBackend } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { compressedLayer, writeH5ad, writeVisium } from '../../../packages/datasets/test/spatial-files.js';
import { writeKeras2, writeKeras3 } from '../../../packages/models/test/keras-files.js';
import type { FuzzReader } from '../fuzz-reader.js';

const VISIUM = 'outs/filtered_feature_bc_matrix.h5';

/** HDF5 of every kind: AnnData (sparse, dense and compressed), 10x, weights of Keras 2 and 3. */
export const hdf5Reader: FuzzReader = {
  async write(folder) {
    await setBackend('cpu');
    await mkdir(join(folder, 'outs'));
    await writeVisium(join(folder, 'outs'), 'h5');
    await writeH5ad(join(folder, 'sparse.h5ad'));
    await writeH5ad(join(folder, 'dense.h5ad'), compressedLayer);
    await writeH5ad(join(folder, 'cells.h5ad'));
    await writeKeras2(join(folder, 'keras-2.h5'));
    await writeKeras3(join(folder, 'keras-3.weights.h5'));
    return Object.keys(READ);
  },
  async read(folder, file) {
    const contents: unknown[] = [];
    for (const path of file === undefined ? Object.keys(READ) : [file]) {
      contents.push(await READ[path]?.(folder, path));
    }
    return contents;
  },
};

const READ: Readonly<Record<string, (folder: string, path: string) => Promise<unknown>>> = {
  'sparse.h5ad': readAnnData,
  'cells.h5ad': readRows,
  'dense.h5ad': (folder, path) => readAnnData(folder, path, { layer: 'dense', labels: 'region' }),
  [VISIUM]: async (folder) => {
    const { images, ...tissue } = await openVisium(join(folder, 'outs'), {
      onWarning: () => {},
      images: false,
    });
    return tissue;
  },
  'keras-2.h5': readKeras,
  'keras-3.weights.h5': readKeras,
};

/** The rows of all cells, read on demand. */
async function readRows(folder: string, path: string): Promise<unknown> {
  const { rows, close, ...tables } = await openCells(join(folder, path), { onWarning: () => {} });
  try {
    return { tables, rows: await rows(Uint32Array.from(tables.spots.names.keys())) };
  } finally {
    await close();
  }
}

async function readAnnData(folder: string, path: string, options: ReadAnnDataOptions = {}): Promise<unknown> {
  const { images = [], ...tissue } = await openAnnData(join(folder, path), {
    onWarning: () => {},
    ...options,
  });
  const pictures = [];
  for (const image of images) pictures.push((await image.read()).data.slice(0, 100));
  return { tissue, pictures };
}

const model = () => {
  const [units, inputShape] = [3, [4]];
  return sequential({ layers: [layers.dense({ units, inputShape }), layers.dense({ units: 2 })] });
};
async function readKeras(folder: string, path: string): Promise<unknown> {
  const target = model();
  try {
    await loadKerasWeightsFromDisk(target, join(folder, path));
    return target.getWeights().map((weight) => weight.dataSync());
  } finally {
    target.dispose();
  }
}
