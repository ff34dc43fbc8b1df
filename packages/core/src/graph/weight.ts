import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * A weight of an operation. For a LayersModel this is the layer's own variable, so later forward passes use the new
 * weights if training continues after the graph was walked. Borrowed: it belongs to the model.
 */
export type Weight = Tensor;
