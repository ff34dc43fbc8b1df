import { layersEncoder, type TfjsEncoder } from '@csm/core';
import { geneVae, imageVae, olfactoryBulbVae } from '@csm/models';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';

/** Initial weights that differ between calls but not between processes; no bias or statistic is trivial. */
function seeded() {
  let seed = 1;
  const around = (mean: number) =>
    tfl.initializers.randomUniform({ minval: mean - 0.4, maxval: mean + 0.4, seed: seed++ });
  return { kernel: () => tfl.initializers.glorotNormal({ seed: seed++ }), around };
}

type Symbolic = tfl.SymbolicTensor;
const apply = (layer: tfl.layers.Layer, input: Symbolic | Symbolic[]): Symbolic =>
  layer.apply(input) as Symbolic;

/** A residual network: convolutions, BatchNorm, sums, average pooling. */
function residual(): TfjsEncoder {
  const init = seeded();
  const convolution = (filters: number, strides: number) =>
    tfl.layers.conv2d({
      filters,
      kernelSize: 3,
      strides,
      padding: 'same',
      useBias: false,
      kernelInitializer: init.kernel(),
    });
  const normalization = () =>
    tfl.layers.batchNormalization({
      gammaInitializer: init.around(1),
      betaInitializer: init.around(0),
      movingMeanInitializer: init.around(0.3),
      movingVarianceInitializer: init.around(1),
    });
  const relu = (x: Symbolic) => apply(tfl.layers.activation({ activation: 'relu' }), x);
  const block = (x: Symbolic, filters: number): Symbolic => {
    const first = relu(apply(normalization(), apply(convolution(filters, 2), x)));
    const second = apply(normalization(), apply(convolution(filters, 1), first));
    const shortcut = apply(
      tfl.layers.conv2d({ filters, kernelSize: 1, strides: 2, kernelInitializer: init.kernel() }),
      x,
    );
    return relu(apply(tfl.layers.add(), [second, shortcut]));
  };
  const input = tfl.input({ shape: [16, 16, 3] });
  const start = relu(apply(normalization(), apply(convolution(6, 1), input)));
  const pooled = apply(tfl.layers.maxPooling2d({ poolSize: 2 }), start);
  const mean = apply(tfl.layers.globalAveragePooling2d({}), block(block(pooled, 8), 12));
  const latent = apply(tfl.layers.dense({ units: 5, kernelInitializer: init.kernel() }), mean);
  return layersEncoder(tfl.model({ inputs: input, outputs: latent }));
}

/** Sequences: a convolution along time, layer normalisation, gates that are a softmax over channels, a mean over time. */
function gated(): TfjsEncoder {
  const init = seeded();
  const dense = (units: number, x: Symbolic) =>
    apply(tfl.layers.dense({ units, kernelInitializer: init.kernel(), biasInitializer: init.around(0) }), x);
  const input = tfl.input({ shape: [12, 5] });
  const convolved = apply(
    tfl.layers.conv1d({ filters: 8, kernelSize: 3, padding: 'same', kernelInitializer: init.kernel() }),
    input,
  );
  const normalised = apply(
    tfl.layers.layerNormalization({ gammaInitializer: init.around(1), betaInitializer: init.around(0) }),
    convolved,
  );
  const gates = apply(tfl.layers.activation({ activation: 'softmax' }), dense(8, normalised));
  const values = apply(tfl.layers.activation({ activation: 'relu' }), dense(8, normalised));
  const mixed = apply(tfl.layers.add(), [convolved, apply(tfl.layers.multiply(), [gates, values])]);
  const pooled = apply(tfl.layers.globalAveragePooling1d({}), mixed);
  return layersEncoder(tfl.model({ inputs: input, outputs: dense(4, pooled) }));
}

/** An LSTM, which runs as a whole. */
export function recurrent(): TfjsEncoder {
  const input = tfl.input({ shape: [12, 5] });
  const latent = apply(
    tfl.layers.lstm({ units: 4, recurrentInitializer: 'glorotNormal', name: 'memory' }),
    input,
  );
  return layersEncoder(tfl.model({ inputs: input, outputs: latent }));
}

/** A VAE over genes whose encoder is told the batch of each cell. Its inputs are moved, because counts are not negative. */
function cells(): TfjsEncoder {
  const { encoder } = geneVae({
    genes: 24,
    latentSize: 4,
    hidden: [12],
    batches: 3,
    encodeBatch: true,
    seed: 5,
  });
  const batch = ndarray(Float32Array.of(0, 1, 0), [3]);
  return layersEncoder(encoder, {
    output: 'z_mean',
    normalise: { mean: -8, std: 2 },
    given: { batch_input: batch },
  });
}

/** Encoders of LayersModels, small and untrained. */
export const LAYERS_ENCODERS: Readonly<Record<string, () => TfjsEncoder>> = {
  'faces VAE': () =>
    layersEncoder(imageVae({ size: 16, latentSize: 6, dense: [20] }).encoder, {
      output: 'z_mean',
      normalise: { mean: 0.4, std: 0.3 },
    }),
  'genes VAE': () => layersEncoder(olfactoryBulbVae({ seed: 3 }).encoder, { output: 'z_mean' }),
  'cells VAE': cells,
  'residual network': residual,
  'gated sequences': gated,
};
