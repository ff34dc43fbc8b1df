import { keyedRandom } from '@csm/base';
import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';

interface Layer {
  apply(x: SymbolicTensor): unknown;
}

/** Layers with weights that start Glorot-uniform, each from its own seed, as in `imageVae`. */
export interface SeededLayers {
  /** A convolution of stride 2 with ReLU and BatchNorm. */
  convolution(x: SymbolicTensor, filters: number): SymbolicTensor;
  dense(x: SymbolicTensor, units: number, options?: DenseOptions): SymbolicTensor;
}

export interface DenseOptions {
  readonly name?: string;
  readonly activation?: 'relu' | 'sigmoid';
}

export function seededLayers(name: string, seed: number): SeededLayers {
  const random = keyedRandom(name, seed);
  // tfjs treats a seed of 0 as no seed.
  const kernelInitializer = () => initializers.glorotUniform({ seed: 1 + Math.floor(0x7ffffffe * random()) });
  return {
    convolution(x, filters) {
      const options = { filters, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' } as const;
      const y = apply(layers.conv2d({ ...options, kernelInitializer: kernelInitializer() }), x);
      return apply(layers.batchNormalization({ epsilon: 1e-3, momentum: 0.99 }), y);
    },
    dense: (x, units, options = {}) =>
      apply(layers.dense({ ...options, units, kernelInitializer: kernelInitializer() }), x),
  };
}

/** Applies a layer with one input and one output. */
export function apply(layer: Layer, x: SymbolicTensor): SymbolicTensor {
  return layer.apply(x) as SymbolicTensor;
}
