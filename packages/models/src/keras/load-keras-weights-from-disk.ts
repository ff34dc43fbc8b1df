import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Vae } from '../architectures/vae.js';
import { usePath } from './hdf5-file-from-disk.js';
import { type KerasWeightsReport, layersOf, loadFrom } from './load-keras-weights.js';

/**
 * `loadKerasWeights` from a path: the file is read weight by weight and need not fit into memory twice.
 *
 * @throws as `loadKerasWeights`; Error for a file that is not there.
 */
export async function loadKerasWeightsFromDisk(
  model: LayersModel | Vae,
  path: string,
): Promise<KerasWeightsReport> {
  const caller = 'loadKerasWeightsFromDisk';
  const layers = layersOf(caller, model);
  return usePath(caller, path, (opened) => loadFrom(caller, layers, opened));
}
