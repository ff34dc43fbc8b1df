import { invalidFile } from '@csm/base';
import type { Hdf5File } from '@csm/base/hdf5';
import { readKeras3Layout } from './keras-3-layout.js';
import type { KerasFile } from './keras-file.js';
import { hasLayerNames, readLayerNamesLayout } from './layer-names-layout.js';

/**
 * Finds out which layout a file has, and lists its layers.
 * @param where the beginning of messages: function and file.
 * @throws if the file has neither layout.
 */
export async function readKerasFile(where: string, file: Hdf5File): Promise<KerasFile> {
  const root = await file.at('/');
  // A whole model, as `model.save('….h5')` writes it, has its weights one level lower.
  for (const group of [root, await file.at('/model_weights')]) {
    if (group?.kind === 'group' && hasLayerNames(group)) return readLayerNamesLayout(where, file, group);
  }
  const keras3 = root?.kind === 'group' ? await readKeras3Layout(file, root) : undefined;
  if (keras3 && keras3.layers.length > 0) return keras3;
  const found = root?.kind === 'group' ? root.keys.slice(0, 6).join(', ') : '';
  throw invalidFile(
    `${where}: expected weights saved by Keras, with the attribute layer_names (save_weights of Keras 1 and 2) or groups ` +
      `layers/…/vars (.weights.h5 of Keras 3); the top of the file holds: ${found || 'nothing'}; ` +
      'save the weights with Keras.',
  );
}
