import { unsupportedModel } from '@csm/base';
import { tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';

/** A layer of a tfjs model. */
export type Layer = LayersModel['layers'][number];

/** The BatchNorm layers of a model, in order. @throws if a nested model could hide some. */
export function batchNormLayers(of: LayersModel): Layer[] {
  const nested = of.layers.find((layer) => 'layers' in layer);
  if (nested) {
    throw unsupportedModel(
      `recomputeBatchNorm: expected a model without nested models; layer "${nested.name}" of "${of.name}" is itself a ` +
        'model, whose BatchNorm layers would be missed; build the model without nesting.',
    );
  }
  return of.layers.filter((layer) => layer.getClassName() === 'BatchNormalization');
}

/** The symbolic tensor that the layer normalises. */
export function inputTensor(layer: Layer): SymbolicTensor {
  return layer.input as SymbolicTensor;
}

/** The constant that the layer adds to the variance. */
export function epsilonOf(layer: Layer): number {
  return layer.getConfig().epsilon as number;
}

/** Mean and variance per channel. */
export interface Statistics {
  readonly mean: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
}

/** Reads the moving mean and variance: the layer's weights that are not trained, in this order. */
export async function readStatistics(layer: Layer): Promise<Statistics> {
  const values = layer.nonTrainableWeights.map((weight) => weight.read().data());
  const [mean = [], variance = []] = await Promise.all(values);
  return { mean, variance };
}

/** Replaces the moving mean and variance. */
export function writeStatistics(layer: Layer, statistics: Statistics): void {
  const [mean, variance] = layer.nonTrainableWeights;
  tidy(() => {
    mean?.write(tensor(Float32Array.from(statistics.mean)));
    variance?.write(tensor(Float32Array.from(statistics.variance)));
  });
}
