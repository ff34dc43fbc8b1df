import { conceptVector, dotProduct, type Encoder, explain, layersEncoder } from '@csm/core';
import { checkReachable as checkReachableOfCore } from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { gradient } from '../src/methods/gradient.js';
import * as rules from '../src/rules.js';
import { images, LATENT, numbers, smallEncoder } from './small-encoder.js';

const RULES = Object.entries({
  guided: rules.guided,
  deconvolution: rules.deconvolution,
  rectified: rules.rectified,
  borderMask: rules.borderMask,
  proportionalMaxPool: rules.proportionalMaxPool,
  rescale: rules.rescale,
  rescaleMaxPool: rules.rescaleMaxPool,
  rescaleProduct: rules.rescaleProduct,
  layerwiseEpsilon: rules.layerwiseEpsilon,
  gradientEpsilon: rules.gradientEpsilon,
  passRelevance: rules.passRelevance,
  signalTakesAll: rules.signalTakesAll,
});

let encoder: Encoder;
beforeAll(async () => {
  await useBackend('cpu');
  encoder = smallEncoder('relu');
});

const concept = conceptVector('c', numbers(LATENT, 1));
const mapOf = async (options: rules.BackwardPassOptions) => {
  const inputs = tf.tensor(images(2).data, [...images(2).shape]);
  const target = { encoder, scores: [dotProduct(concept)] };
  try {
    const { maps, latent } = await rules.backwardPasses(target, inputs, {}, options);
    const [map] = maps.map((each) => Float32Array.from(each.dataSync()));
    tf.dispose([...maps, latent]);
    return map;
  } finally {
    inputs.dispose();
  }
};

describe.each(RULES)('%s', (name, create) => {
  it('is data with a name, and refuses unknown options', () => {
    const rule = create();
    expect(rule.name).toEqual(expect.any(String));
    expect(create({})).toMatchObject({ name: rule.name });
    expect(() => create({ step: 3 } as never)).toThrow(`${name}: unknown option "step"; `);
    expect(() => create({ step: 3 } as never)).toThrow(TypeError);
  });
});

describe('the options of a rule', () => {
  it.each<[() => unknown, string]>([
    [() => rules.guided({ derivative: 1 as never }), 'guided: derivative must be true or false; got 1.'],
    [
      () => rules.rescale({ midpoint: 'yes' as never }),
      'rescale: midpoint must be true or false; got "yes".',
    ],
    [
      () => rules.layerwiseEpsilon({ epsilon: 0 }),
      'layerwiseEpsilon: epsilon must be a finite number above 0',
    ],
    [
      () => rules.gradientEpsilon({ epsilon: -1 }),
      'gradientEpsilon: epsilon must be a finite number above 0',
    ],
    [
      () => rules.rectified({ percentile: 101 }),
      'rectified: percentile must be a finite number of at least 0',
    ],
    [
      () => rules.rectified({ percentile: 5, threshold: 1 }),
      'rectified: expected a percentile or a threshold; got both.',
    ],
    [
      () => rules.activations('elu' as 'all'),
      "activations: scope must be 'relu', 'reference' or 'all'; got \"elu\".",
    ],
  ])('are checked: %s', (create, message) => {
    expect(create).toThrow(message);
  });
});

describe('backwardPasses', () => {
  it('without rules, or with rules that match nothing, is the gradient', async () => {
    const expected = (await explain(encoder, concept, images(2), gradient())).maps.data;
    expect(await mapOf({})).toEqual(expected);
    expect(await mapOf({ rules: rules.composite([]) })).toEqual(expected);
  });

  it('names a rule that is applied to an operation that it is not defined for', async () => {
    const before = tf.memory();
    const pool = rules.composite([['convolution', rules.proportionalMaxPool()]]);
    await expect(mapOf({ rules: pool })).rejects.toThrow(
      /^proportionalMaxPool: the rule applies to max pooling only; ".*" is of kind convolution\.$/,
    );
    expect(tf.memory()).toEqual(before);
  });

  it('refuses unknown options', async () => {
    await expect(mapOf({ rule: undefined } as never)).rejects.toThrow(
      'backwardPasses: unknown option "rule"; ',
    );
  });
});

describe('checkRules', () => {
  const warningsOf = (checked: Encoder, ...pairs: rules.RulePair[]) => {
    const warnings: string[] = [];
    rules.checkRules('myMethod', checked, rules.composite(pairs), (message) => warnings.push(message));
    return warnings;
  };

  it('warns if no rule applies, with the activations of the encoder', () => {
    expect(warningsOf(encoder, ['relu', rules.guided()])).toEqual([]);
    expect(warningsOf(encoder, ['tanh', rules.guided()])).toEqual([
      "myMethod: the method's rule applies to no operation of the encoder, so the map is the plain gradient; the encoder's " +
        'activations are relu: match one of these, or use gradient().',
    ]);
    const linear = layersEncoder(
      tfl.sequential({ layers: [tfl.layers.dense({ inputShape: [2], units: 2 })] }),
    );
    expect(warningsOf(linear, ['tanh', rules.guided()])).toEqual([
      "myMethod: the method's rule applies to no operation of the encoder, so the map is the plain gradient.",
    ]);
  });

  it('throws as checkReachable of @csm/core/extend, which backward calls too', () => {
    expect(rules.checkReachable).toBe(checkReachableOfCore);
    const hidden = layersEncoder(
      tfl.sequential({
        layers: [
          tfl.layers.simpleRNN({
            name: 'recurrent',
            units: 2,
            activation: 'relu',
            recurrentInitializer: 'glorotNormal',
            inputShape: [3, 2],
          }),
        ],
      }),
    );
    expect(() => warningsOf(hidden, ['relu', rules.guided()])).toThrow(
      'myMethod: layer "recurrent" (SimpleRNN) applies a nonlinearity inside',
    );
    // A rule for the layer itself does reach the nonlinearity.
    expect(warningsOf(hidden, ['layer', rules.passRelevance()])).toEqual([]);
  });

  it('does not check an encoder without a graph', () => {
    const { graph: _, ...opaque } = encoder;
    expect(warningsOf(opaque, ['tanh', rules.guided()])).toEqual([]);
  });
});
