import { keyedRandom, size } from '@csm/base';
import { type Encoder, functionEncoder, layersEncoder } from '@csm/core';
import type { Explainer } from '@csm/core/extend';
import { abs, matMul, reshape, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { rejectionOf } from '../rejection.js';
import { samplesFor, scoresFor } from '../samples.js';
import { violation } from '../violation.js';
import { watchedEncoder } from '../watched-encoder.js';

/**
 * A method with backward rules rejects an encoder that hides a nonlinearity from its rules, or warns; otherwise its
 * map would silently be another method's. Methods without backward rules pass this check.
 */
export const unreachableNonlinearity: Check = {
  name: 'a nonlinearity that rules cannot reach',
  async run({ encoder, create }) {
    const model = recurrentModel(encoder);
    try {
      await expectRefusalOrWarning('with a ReLU inside of a layer', layersEncoder(model), create());
    } finally {
      model.dispose();
    }
    const which = 'of a function that computes tf.abs(x)';
    await expectRefusalOrWarning(which, absoluteEncoder(encoder), create());
  },
};

async function expectRefusalOrWarning(which: string, encoder: Encoder, explainer: Explainer): Promise<void> {
  let warnings = 0;
  const onWarning = () => {
    warnings += 1;
  };
  let withRules = false;
  const watched = watchedEncoder(encoder, (_, rules) => {
    withRules ||= rules !== undefined;
  });
  const target = { encoder: watched, scores: scoresFor(encoder, 1) };
  const refused = await rejectionOf(async () => {
    explainer.check?.(target, onWarning);
    await attributeOnHost(explainer, target, samplesFor(encoder, 1), { onWarning });
  });
  if (refused || warnings > 0 || !withRules) return;
  throw violation(
    `check and attribute, for an encoder ${which}`,
    'an error or a warning, since the backward rules cannot reach the nonlinearity',
    "another method's map without a warning; call checkRules of @csm/explainers/rules in check, and use its backwardPasses",
  );
}

/** A model for the same shapes with a ReLU inside a recurrent layer. */
function recurrentModel({ inputShape, latentSize }: Encoder): tfl.LayersModel {
  const { layers, initializers } = tfl;
  const seeded = (seed: number) => initializers.glorotNormal({ seed });
  return tfl.sequential({
    layers: [
      layers.reshape({ inputShape: [...inputShape], targetShape: [size(inputShape)] }),
      layers.repeatVector({ n: 2 }),
      layers.simpleRNN({
        units: 8,
        activation: 'relu',
        kernelInitializer: seeded(1),
        recurrentInitializer: seeded(2),
      }),
      layers.dense({ units: latentSize, kernelInitializer: seeded(3) }),
    ],
  });
}

/** A function encoder for the same shapes: z = |x A| B with seeded matrices. */
function absoluteEncoder({ inputShape, latentSize }: Encoder): Encoder {
  const [features, units] = [size(inputShape), 8];
  const [a, b] = [seededMatrix('a', features, units), seededMatrix('b', units, latentSize)];
  return functionEncoder(
    (inputs) => {
      const x = reshape(inputs, [-1, features]) as Tensor2D;
      return matMul(abs(matMul(x, a())) as Tensor2D, b());
    },
    { inputShape },
  );
}

function seededMatrix(name: string, height: number, width: number): () => Tensor2D {
  const random = keyedRandom(name);
  const values = Float32Array.from({ length: height * width }, () => random() - 0.5);
  return () => tensor2d(values, [height, width]);
}
