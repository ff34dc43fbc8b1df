import { bytesOf, type FileBytes } from '@csm/base/hdf5';
import { checkBackend } from '@csm/base/tfjs';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { buildKerasModel } from './build-keras-model.js';
import { notKerasFile } from './not-keras-file.js';
import { isZip, readKerasArchive } from './read-keras-archive.js';

/**
 * Loads a model that Keras saved with `model.save('model.keras')`: its layers and weights, without a conversion. This function
 * takes bytes or a browser's `File`; for a path, use `loadLayersModelFromDisk` of `@csm/models/node`.
 *
 * The model is made of tfjs' layers, so it can be used with `layersEncoder` of `@csm/core`. The optimizer's state is not loaded.
 * The libraries for zip and HDF5 are loaded on first use. The caller owns the model (`model.dispose()`).
 *
 * @throws Error with code `ERR_INVALID_FILE` for a file that is not a `.keras` archive, is damaged, or has NaN or infinite weights;
 * with code `ERR_UNSUPPORTED_MODEL` for layers that tfjs does not have or computes in another way than Keras. TypeError with code
 * `ERR_INVALID_ARGUMENT` for anything but bytes, or if no tfjs backend is ready.
 * @category Models and weights from Keras
 */
export async function loadKerasModel(file: FileBytes): Promise<LayersModel> {
  const caller = 'loadKerasModel';
  const bytes = await bytesOf(caller, file);
  checkBackend(caller);
  const name = 'name' in file && typeof file.name === 'string' ? file.name : 'the file';
  const where = `${caller}: ${name}`;
  if (!isZip(bytes)) throw notKerasFile(where, name, bytes);
  return buildKerasModel(where, await readKerasArchive(where, bytes));
}
