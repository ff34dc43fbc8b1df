import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkBackend } from '../checks/check-backend.js';
import { checkFolder } from '../checks/check-folder.js';
import { buildModel, readModel } from './read-model.js';

/**
 * Loads your own layers model from a folder with `model.json` and its weight files, as `model.save` and
 * tensorflowjs_converter write them. Use it in Node without tfjs-node, because plain tfjs does not support `file://`.
 * The optimizer's state is not loaded. The caller owns the model (`model.dispose()`).
 *
 * @throws Error with code `ERR_INVALID_FILE` for a missing file, an HTML page or Git LFS pointer instead of a file, weights of
 * another length than the manifest describes, NaN or infinite weights, and files outside the folder; with code
 * `ERR_UNSUPPORTED_MODEL` for a graph model and for layers that tfjs does not know. TypeError with code
 * `ERR_INVALID_ARGUMENT` if `folder` is not a path, or if no tfjs backend is ready.
 */
export async function loadLayersModelFromDisk(folder: string): Promise<LayersModel> {
  checkFolder('loadLayersModelFromDisk', folder);
  checkBackend('loadLayersModelFromDisk');
  return buildModel('loadLayersModelFromDisk', await readModel('loadLayersModelFromDisk', folder));
}
