import { conceptVector, type Encoder, type Explainer, explain, layersEncoder } from '@csm/core';
import {
  deepLift,
  epsilonLrp,
  gradient,
  guidedBackprop,
  integratedGradients,
  occlusion,
  rectifiedGradient,
  replacement,
} from '@csm/explainers';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';

const INPUT_SHAPE = [9, 8, 2] as const;

const explainers: Record<string, Explainer> = {
  gradient: gradient(),
  'integrated gradients': integratedGradients({ steps: 8 }),
  'guided backprop': guidedBackprop(),
  'rectified gradient': rectifiedGradient({ percentile: 80 }),
  'ε-LRP': epsilonLrp(),
  DeepLIFT: deepLift(),
  occlusion: occlusion({ window: [3, 2, 2] }),
  replacement: replacement({ donors: inputs() }),
};

/** The scores and maps of several inputs. */
export interface EncoderMaps {
  /** One concept score per input. */
  readonly scores: Float32Array;
  /** The maps of all inputs, concatenated, by method. */
  readonly maps: Record<string, Float32Array>;
  /** The number of tensors that were not disposed. */
  readonly leaked: number;
}

/** An encoder that is made from another one, and must be disposed. */
interface MadeEncoder extends Encoder {
  dispose(): Promise<void>;
}

/**
 * Maps of a small encoder by several methods, computed on `backend`, which becomes the current one.
 * @param make makes the encoder that is explained from the one in TensorFlow.js.
 */
export async function encoderMaps(
  backend: string,
  make?: (encoder: Encoder) => Promise<MadeEncoder>,
): Promise<EncoderMaps> {
  if (!(await setBackend(backend))) throw new Error(`encoderMaps: could not start the backend ${backend}.`);
  const before = memory().numTensors;
  const model = smallEncoder();
  const own = layersEncoder(model);
  const made = await make?.(own);
  const encoder = made ?? own;
  const concept = conceptVector('some direction', [0.5, -1, 0.25, 2]);
  const maps: Record<string, Float32Array> = {};
  let scores = new Float32Array();
  for (const [name, explainer] of Object.entries(explainers)) {
    const explanation = await explain(encoder, concept, inputs(), explainer);
    maps[name] = Float32Array.from(explanation.maps.data);
    scores = Float32Array.from(explanation.scores.data);
  }
  await made?.dispose();
  model.dispose();
  return { scores, maps, leaked: memory().numTensors - before };
}

/** The encoder of an image VAE: a strided, padded convolution, batch normalization, max pooling and dense layers. */
function smallEncoder(): tfl.LayersModel {
  const { initializers, layers } = tfl;
  const kernel = (seed: number) => ({ kernelInitializer: initializers.glorotNormal({ seed }) });
  const around = (mean: number, seed: number) =>
    initializers.randomUniform({ minval: mean - 0.4, maxval: mean + 0.4, seed });
  const input = tfl.input({ shape: [...INPUT_SHAPE] });
  const hidden = [
    layers.conv2d({
      filters: 5,
      kernelSize: 3,
      strides: 2,
      padding: 'same',
      activation: 'relu',
      ...kernel(1),
    }),
    layers.batchNormalization({
      gammaInitializer: around(1, 2),
      betaInitializer: around(0, 3),
      movingMeanInitializer: around(0.3, 4),
      movingVarianceInitializer: around(1, 5),
    }),
    layers.maxPooling2d({ poolSize: 2, padding: 'same' }),
    layers.flatten(),
    layers.dense({ units: 12, activation: 'relu', biasInitializer: around(0, 6), ...kernel(7) }),
  ].reduce((below, layer) => layer.apply(below) as tfl.SymbolicTensor, input);
  const outputs = ['z_mean', 'z_log_var'].map(
    (name, i) => layers.dense({ name, units: 4, ...kernel(8 + i) }).apply(hidden) as tfl.SymbolicTensor,
  );
  return tfl.model({ inputs: input, outputs });
}

/** Three images whose values float32 represents exactly. */
function inputs(): ndarray.NdArray<Float32Array> {
  const shape = [3, ...INPUT_SHAPE];
  const length = shape.reduce((a, b) => a * b);
  return ndarray(
    Float32Array.from({ length }, (_, i) => ((i * i * 37 + i * 11) % 256) / 256),
    shape,
  );
}
