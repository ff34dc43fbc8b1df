import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { gradientBy } from '../../test/plain-gradient.js';
import { conceptVector } from '../concepts/concept-vector.js';
import { layersEncoder } from '../encoders/layers-model/layers-encoder.js';
import { explain } from '../explain/explain.js';
import { checkReachable } from './check-reachable.js';
import type { BackwardRule, BackwardRules } from './rules.js';

beforeAll(() => useBackend('cpu'));

/** The ReLU is inside the layer `steps`, where no rule can match it. */
const hiddenRelu = () =>
  layersEncoder(
    tfl.sequential({
      layers: [
        tfl.layers.timeDistributed({
          name: 'steps',
          inputShape: [5, 4],
          layer: tfl.layers.dense({ units: 6, activation: 'relu' }) as never,
        }),
        tfl.layers.flatten(),
        tfl.layers.dense({ units: 3 }),
      ],
    }),
  );
const x = ndarray(
  Float32Array.from({ length: 20 }, (_, i) => Math.sin(i * i)),
  [1, 5, 4],
);
const concept = conceptVector('c', [1, -2, 0.5]);
const guided: BackwardRule = { name: 'guided', backward: ({ cotangent, vjp }) => vjp(tf.relu(cotangent)) };
const guidedAtRelus: BackwardRules = ({ operation }) =>
  operation.kind === 'activation' && operation.activation === 'relu' ? guided : undefined;

describe('backward rejects rules that cannot reach a hidden nonlinearity', () => {
  it('by the name of the layer, for a method outside of the library', async () => {
    const encoder = hiddenRelu();
    const before = tf.memory().numTensors;
    const run = explain(encoder, concept, x, gradientBy(guidedAtRelus));
    await expect(run).rejects.toThrow(
      'backward: layer "steps" (TimeDistributed) applies a nonlinearity inside, where the method\'s rule cannot reach it; ' +
        'build it without activation and put an activation layer after it, or use gradient() or integratedGradients().',
    );
    await expect(run).rejects.toMatchObject({ code: 'ERR_UNSUPPORTED_MODEL' });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('but neither the plain gradient, nor rules that have one for the layer', async () => {
    const plain = await explain(hiddenRelu(), concept, x, gradientBy());
    expect(plain.maps.size).toBe(20);
    const rules: BackwardRules = ({ name }) => (name === 'steps' ? guided : undefined);
    expect((await explain(hiddenRelu(), concept, x, gradientBy(rules))).maps.size).toBe(20);
  });
});

it('checkReachable ignores encoders without a graph', () => {
  checkReachable('f', {});
  expect(() => checkReachable('f', hiddenRelu())).toThrow(/^f: layer "steps"/);
});

describe('the way out', () => {
  class Doubled extends tfl.layers.Layer {
    static className = 'Doubled';
    override call(x: tf.Tensor | tf.Tensor[]) {
      return tf.mul([x].flat()[0]!, 2);
    }
  }
  const lstm = tfl.layers.lstm({ units: 2, recurrentInitializer: 'zeros', inputShape: [3, 2] });
  const custom = new Doubled({ inputShape: [2] } as object);

  it.each([
    ['an LSTM', lstm],
    ['a custom layer', custom],
  ])('fits %s, whose activation cannot be left out', (_, layer) => {
    const encoder = layersEncoder(tfl.sequential({ layers: [layer] }));
    expect(() => checkReachable('f', encoder)).toThrow(
      /where the method's rule cannot reach it; use gradient\(\)/,
    );
  });
});
