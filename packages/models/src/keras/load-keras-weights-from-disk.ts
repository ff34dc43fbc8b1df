import { readFile } from 'node:fs/promises';
import { invalidArgument, typeName } from '@csm/base';
import { hdf5FromPath, headOf } from '@csm/base/hdf5-node';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Vae } from '../architectures/vae.js';
import { KERAS_HDF5, kerasWeightsSource } from '../archive/keras-weights-source.js';
import { checkLoadOptions } from './check-load-options.js';
import type { KerasWeightsReport } from './keras-weights-report.js';
import { loadFromHdf5 } from './load-from-hdf5.js';
import type { LoadKerasWeightsOptions } from './load-keras-weights-options.js';
import { modelLayers } from './model-layers.js';

/**
 * `loadKerasWeights` from a path: the file is read weight by weight and need not fit into memory twice.
 *
 * @throws as `loadKerasWeights`; Error with code `ERR_INVALID_FILE` if the file does not exist.
 * @category Models and weights from Keras
 */
export async function loadKerasWeightsFromDisk(
  model: LayersModel | Vae,
  path: string,
  options: LoadKerasWeightsOptions = {},
): Promise<KerasWeightsReport> {
  const caller = 'loadKerasWeightsFromDisk';
  checkLoadOptions(caller, options);
  const layers = modelLayers(caller, model);
  if (typeof path !== 'string' || path === '') {
    throw invalidArgument(`${caller}: path must be the path of an HDF5 file; got ${typeName(path)}.`);
  }
  const where = `${caller}: ${path}`;
  const head = await headOf(where, path);
  return loadFromHdf5(
    await kerasWeightsSource(where, hdf5FromPath(path, KERAS_HDF5), head, () => readFile(path)),
    layers,
    options,
  );
}
