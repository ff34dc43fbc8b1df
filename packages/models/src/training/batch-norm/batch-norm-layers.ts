import { tensor, tidy, unstack } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';

export type Layer = LayersModel['layers'][number];

/** The BatchNorm layers of a model, in order; throws where some could hide in a nested model. */
export function batchNormLayers(of: LayersModel): Layer[] {
  const nested = of.layers.find((layer) => 'layers' in layer);
  if (nested) {
    throw new Error(
      `recomputeBatchNorm: layer "${nested.name}" of "${of.name}" is itself a model; BatchNorm layers inside ` +
        'it would be missed. Build the model without nesting.',
    );
  }
  return of.layers.filter((layer) => layer.getClassName() === 'BatchNormalization');
}

/** The symbolic tensor that the layer normalises. */
export function inputTensor(layer: Layer): SymbolicTensor {
  return layer.input as SymbolicTensor;
}

/** What the layer adds to the variance. */
export function epsilonOf(layer: Layer): number {
  return layer.getConfig().epsilon as number;
}

/** Mean and variance a channel. */
export interface Statistics {
  readonly mean: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
}

/** Moving mean and variance: the layer's weights that are not trained, in this order. */
export async function readStatistics(layer: Layer): Promise<Statistics> {
  const [mean, variance] = await Promise.all(layer.nonTrainableWeights.map((weight) => weight.read().data()));
  return { mean: mean!, variance: variance! };
}

/** Replaces moving mean and variance. */
export function writeStatistics(layer: Layer, mean: ArrayLike<number>, variance: ArrayLike<number>): void {
  tidy(() => {
    const [meanWeight, varianceWeight] = layer.nonTrainableWeights;
    const [newMean, newVariance] = unstack(
      tensor([...Array.from(mean), ...Array.from(variance)], [2, mean.length], 'float32'),
    );
    meanWeight!.write(newMean!);
    varianceWeight!.write(newVariance!);
  });
}
