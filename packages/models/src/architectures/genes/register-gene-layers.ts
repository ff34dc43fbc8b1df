import { serialization } from '@tensorflow/tfjs-core';
import { GeneParameter } from './gene-parameter.js';
import { Log1p } from './log1p-layer.js';

/**
 * Registers the layers of {@link geneVae} that tfjs does not have, `Log1p` and `GeneParameter`, so that tfjs' own `loadLayersModel` reads its saved
 * models, for example in a browser. `loadVae` and `loadLayersModelFromDisk` do this themselves.
 *
 * @category Save and load
 */
export function registerGeneLayers(): void {
  serialization.registerClass(Log1p);
  serialization.registerClass(GeneParameter);
}
