import { invalidArgument } from '@csm/base';
import { bytesOf, checkFileBytes, HDF5_HEAD_BYTES, hdf5FromBytes } from '@csm/base/hdf5';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Vae } from '../architectures/vae.js';
import { KERAS_HDF5, kerasWeightsSource } from '../archive/keras-weights-source.js';
import { checkLoadOptions } from './check-load-options.js';
import type { KerasWeightsReport } from './keras-weights-report.js';
import { loadFromHdf5 } from './load-from-hdf5.js';
import type { LoadKerasWeightsOptions } from './load-keras-weights-options.js';
import { modelLayers } from './model-layers.js';

/**
 * Loads weights that Keras saved into a model of the same architecture: `save_weights('….h5')` and `('….hdf5')` of Keras 1 and
 * 2, standalone or in TensorFlow; the weights in `model.save('….h5')`; `.weights.h5` of Keras 3, also inside a `.keras` file.
 * This function takes bytes or a browser's `File`; for a path, use `loadKerasWeightsFromDisk` of `@csm/models/node`. The
 * authors' `checkpoint_celeba.hdf5` fits {@link celebaVae}.
 *
 * Layers are matched by order and shape, as Keras does by default: the model's layers with weights are matched with
 * those of the file. For a `Vae`, these are the encoder's layers, then the decoder's; nested models are flattened.
 * Files of Keras 3 keep the order only within each kind of layer, and are matched kind by kind. Layers that have the
 * same shapes are matched by name if both sides have the same names. Layers of the same shapes and depth, such as z_mean and
 * z_log_var, are rejected if only their order in the file could tell them apart: pass `names`. Weights within a layer are
 * matched by name if the file has names. If the file has more layers than the model, such as those of a decoder, its only
 * part that fits is loaded; pass `prefix` if several fit. Look at the report when in doubt.
 *
 * Everything is read and checked before any weight changes. h5wasm is loaded on first use, in a worker.
 *
 * @returns a report of the weights that were loaded into each layer.
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` for invalid arguments, and for layers that do not fit, with expected and
 * found shapes. Error with code `ERR_INVALID_FILE` for a file that is not HDF5, is cut off, or is not by Keras; for NaN and
 * infinite weights and for other types than float32 and float64; and for a file written by Theano or, with transposed
 * convolutions, by Keras 1, because these store kernels in another way.
 * @category Models and weights from Keras
 */
export async function loadKerasWeights(
  model: LayersModel | Vae,
  file: Blob | ArrayBuffer | Uint8Array,
  options: LoadKerasWeightsOptions = {},
): Promise<KerasWeightsReport> {
  const caller = 'loadKerasWeights';
  checkLoadOptions(caller, options);
  const layers = modelLayers(caller, model);
  if (typeof file === 'string') {
    throw invalidArgument(
      `${caller}: file must be a File, Blob, ArrayBuffer or Uint8Array; got a string; for a path use loadKerasWeightsFromDisk ` +
        'of @csm/models/node.',
    );
  }
  checkFileBytes(caller, file);
  const name = 'name' in file && typeof file.name === 'string' ? file.name : 'the file';
  const where = `${caller}: ${name}`;
  const head = file instanceof Blob ? file.slice(0, HDF5_HEAD_BYTES) : file;
  const first = (await bytesOf(caller, head)).subarray(0, HDF5_HEAD_BYTES);
  const read = () => bytesOf(caller, file);
  return loadFromHdf5(
    await kerasWeightsSource(where, hdf5FromBytes(file, name, KERAS_HDF5), first, read),
    layers,
    options,
  );
}
