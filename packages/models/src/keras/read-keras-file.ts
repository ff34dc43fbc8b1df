import { invalidFile } from '@csm/base';
import type { File as Hdf5File } from 'h5wasm';
import { isGroup } from './hdf5-entities.js';
import { readKeras3Layout } from './keras-3-layout.js';
import type { KerasFile } from './keras-file.js';
import { hasLayerNames, readLayerNamesLayout } from './layer-names-layout.js';

/**
 * Finds out which layout a file has, and lists its layers.
 * @param where the beginning of messages: function and file.
 * @throws if the file has neither layout.
 */
export function readKerasFile(where: string, file: Hdf5File): KerasFile {
  // A whole model, as `model.save('….h5')` writes it, has its weights one level lower.
  for (const group of [file, file.get('model_weights')]) {
    if (isGroup(group) && hasLayerNames(group)) return readLayerNamesLayout(where, group);
  }
  const keras3 = readKeras3Layout(where, file);
  if (keras3.layers.length > 0) return keras3;
  throw invalidFile(
    `${where}: expected weights saved by Keras, with the attribute layer_names (save_weights of Keras 1 and 2) or groups ` +
      `layers/…/vars (.weights.h5 of Keras 3); the top of the file holds: ${file.keys().slice(0, 6).join(', ') || 'nothing'}; ` +
      'save the weights with Keras.',
  );
}
