import { hdf5FromBytes } from '@csm/base/hdf5';
import { tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { matchKeras3Weights } from '../keras/keras-3-weights.js';
import { readKerasWeight } from '../keras/keras-weight.js';
import { weightsByPath } from '../keras/weights-by-path.js';
import { modelOfTopology } from '../topology/model-of-topology.js';
import type { KerasArchive } from './read-keras-archive.js';

/** Makes the model of a `.keras` file and sets its weights. Its optimizer is left out. */
export async function buildKerasModel(where: string, archive: KerasArchive): Promise<LayersModel> {
  const inside = `${where}: model.weights.h5`;
  const { config, weights: bytes } = archive;
  return hdf5FromBytes(bytes, 'model.weights.h5').use(inside, async (file) => {
    const weights = await weightsByPath(file);
    const model = modelOfTopology(where, config, [...weights.values()]);
    try {
      for (const { variable, from } of matchKeras3Weights(where, model, config, weights)) {
        const numbers = await readKerasWeight(inside, file, from);
        tidy(() => {
          variable.write(tensor(numbers, variable.shape as number[]));
        });
      }
      return model;
    } catch (error) {
      model.dispose();
      throw error;
    }
  });
}
