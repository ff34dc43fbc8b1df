import { keyedNormal } from '@csm/base';
import { type Encoder, layersEncoder } from '@csm/core';
import { tensor2d } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray, { type NdArray } from 'ndarray';

/** A seeded encoder of cells × genes with one hidden layer of tanh. */
export function geneEncoder(genes: number, latentSize: number, seed = 1): Encoder {
  const { layers, initializers } = tfl;
  const kernel = (k: number) => ({ kernelInitializer: initializers.glorotNormal({ seed: 10 * seed + k }) });
  return layersEncoder(
    tfl.sequential({
      layers: [
        layers.dense({ units: 12, inputShape: [genes], activation: 'tanh', ...kernel(1) }),
        layers.dense({ units: latentSize, ...kernel(2) }),
      ],
    }),
  );
}

/** An encoder z = x W without a hidden layer, with W `[genes, latentSize]`. */
export function linearEncoder(weights: readonly (readonly number[])[]): Encoder {
  const model = tfl.sequential({
    layers: [
      tfl.layers.dense({
        units: weights[0]?.length ?? 0,
        inputShape: [weights.length],
        useBias: false,
        kernelInitializer: 'zeros',
      }),
    ],
  });
  const [kernel] = model.weights;
  kernel?.write(tensor2d(weights.map((row) => [...row])));
  return layersEncoder(model);
}

/** Cells whose genes are correlated: a few factors, and noise. */
export function correlatedCells(count: number, genes: number, seed: number): NdArray<Float32Array> {
  const normal = keyedNormal('cells', seed);
  const loadings = keyedNormal('loadings', 0);
  const weights = Array.from({ length: genes }, () => [loadings(), loadings(), loadings()]);
  const values = new Float32Array(count * genes);
  for (let i = 0; i < count; i++) {
    const factors = [normal(), normal(), normal()];
    for (let g = 0; g < genes; g++) {
      const common = factors.reduce((sum, factor, k) => sum + factor * (weights[g]?.[k] ?? 0), 0);
      values[i * genes + g] = common + 0.5 * normal();
    }
  }
  return ndarray(values, [count, genes]);
}
