import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkBackend } from '../checks/check-backend.js';
import { checkFolder } from '../checks/checks.js';
import { buildModel, readModel } from './model-files.js';

/**
 * Loads a layers model of your own from a folder with `model.json` and its weight files, as `model.save` and
 * tensorflowjs_converter write them. For Node without tfjs-node, whose `file://` plain tfjs lacks. The optimizer's
 * state is not loaded. The caller owns the model (`model.dispose()`).
 *
 * @throws Error for a missing file, an HTML page or Git LFS pointer in place of a file, a graph model, weights of
 * another length than the manifest tells, NaN or infinite weights, files outside the folder, layers that tfjs does not
 * know, no tfjs backend that is ready.
 */
export async function loadLayersModelFromDisk(folder: string): Promise<LayersModel> {
  checkFolder('loadLayersModelFromDisk', folder);
  checkBackend('loadLayersModelFromDisk');
  return buildModel('loadLayersModelFromDisk', await readModel('loadLayersModelFromDisk', folder));
}
