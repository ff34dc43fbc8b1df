import { conceptVector, type Explainer, explain } from '@csm/core';
import {
  deepLift,
  epsilonLrp,
  gradient,
  guidedBackprop,
  integratedGradients,
  occlusion,
  rectifiedGradient,
} from '@csm/explainers';
import { testEncoders } from '@csm/explainers/testing';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';

const explainers: Record<string, Explainer> = {
  gradient: gradient(),
  'integrated gradients': integratedGradients({ steps: 8 }),
  'guided backprop': guidedBackprop(),
  'rectified gradient': rectifiedGradient({ percentile: 80 }),
  'ε-LRP': epsilonLrp(),
  DeepLIFT: deepLift(),
  occlusion: occlusion({ window: [2, 2, 1] }),
};

/** What is computed for one encoder. */
export interface EncoderMaps {
  /** Concept score of each input. */
  readonly scores: Float32Array;
  /** By method: a map an input, one after another. */
  readonly maps: Record<string, Float32Array>;
  /** Tensors that were left behind. */
  readonly leaked: number;
}

/**
 * Maps of small seeded encoders of pictures, one with strides and BatchNormalization, one with max pooling, by several
 * methods; computed on a backend that is made the current one.
 */
export async function encoderMaps(backend: string): Promise<Record<string, EncoderMaps>> {
  if (!(await setBackend(backend))) throw new Error(`encoderMaps: no backend ${backend}`);
  const { convolutional, pooling } = testEncoders;
  return { convolutional: await mapsOf(convolutional), pooling: await mapsOf(pooling) };
}

async function mapsOf(create: (typeof testEncoders)['pooling']): Promise<EncoderMaps> {
  const before = memory().numTensors;
  const { encoder, dispose } = create();
  const shape = [3, ...encoder.inputShape];
  const size = shape.reduce((a, b) => a * b);
  // some numbers between 0 and 1, exact in float32
  const inputs = ndarray(
    Float32Array.from({ length: size }, (_, i) => ((i * i * 37 + i * 11) % 256) / 256),
    shape,
  );
  const concept = conceptVector('some direction', [0.5, -1, 0.25, 2]);
  const maps: Record<string, Float32Array> = {};
  let scores = new Float32Array();
  for (const [name, explainer] of Object.entries(explainers)) {
    const explanation = await explain(encoder, concept, inputs, explainer);
    maps[name] = explanation.maps.data;
    scores = Float32Array.from(explanation.scores.data);
  }
  dispose();
  return { scores, maps, leaked: memory().numTensors - before };
}
