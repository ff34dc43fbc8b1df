import { invalidFile, likeness } from '@csm/base';
import { checkBackend } from '@csm/base/tfjs';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { buildKerasModel } from '../archive/build-keras-model.js';
import { notKerasFile } from '../archive/not-keras-file.js';
import { isZip, readKerasArchive } from '../archive/read-keras-archive.js';
import { buildLayersModel } from './build-layers-model.js';
import { foreignFormat } from './foreign-format.js';
import { type ModelPath, modelFile } from './model-location.js';
import { readExisting } from './read-file.js';
import { readModel } from './read-model.js';

const CALLER = 'loadLayersModelFromDisk';

/**
 * Loads your own layers model: a `.keras` file as Keras saved it, or a folder with `model.json` and its weight files (or the path
 * of such a file), as `model.save` and tensorflowjs_converter (`--output_format=tfjs_layers_model`) write them, from Keras 2 or
 * Keras 3. Use it in Node without tfjs-node, because plain tfjs does not support `file://`. The optimizer's state is not loaded.
 * The caller owns the model (`model.dispose()`).
 *
 * @param path the folder or the file; a path or a `file://` URL.
 * @throws Error with code `ERR_INVALID_FILE` for a missing file, files of other formats (the error says how to convert them),
 * an HTML page or Git LFS pointer instead of a file, damaged files, weights of another length than the manifest describes, NaN or
 * infinite weights, files outside the folder, and a graph model; with code `ERR_UNSUPPORTED_MODEL` for layers that tfjs does not
 * have or computes in another way than Keras. TypeError with code `ERR_INVALID_ARGUMENT` if `path` is not a path, or if no tfjs
 * backend is ready.
 * @category Save and load
 */
export async function loadLayersModelFromDisk(path: ModelPath): Promise<LayersModel> {
  checkBackend(CALLER);
  const file = await modelFile(CALLER, path);
  const where = `${CALLER}: ${file}`;
  if (!file.endsWith('.json')) {
    const bytes = await readExisting(CALLER, file);
    if (isZip(bytes) && !foreignFormat('', bytes)) {
      return buildKerasModel(where, await readKerasArchive(where, bytes));
    }
    if (likeness(bytes)?.what === 'an HDF5 file') {
      throw invalidFile(
        `${where}: expected a .keras file or a model.json; this is an HDF5 file; save the model with model.save("model.keras"), ` +
          'or make the model and load the weights of this file with loadKerasWeightsFromDisk.',
      );
    }
    if (file.endsWith('.keras')) throw notKerasFile(where, file, bytes);
  }
  const { artifacts } = await readModel(CALLER, file, 'layers model');
  return buildLayersModel(where, artifacts);
}
