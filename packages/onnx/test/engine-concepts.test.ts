import { keyedNormal } from '@csm/base';
import { conceptVector, explain, layersEncoder } from '@csm/core';
import type { BackwardRules } from '@csm/core/extend';
import { gradient } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { runtimeEncoder } from '../src/runtime.js';
import { difference, ROUNDING, randomInputs } from './array-difference.js';

beforeAll(() => useBackend('cpu'));

type Pooling = Parameters<typeof tfl.layers.maxPooling2d>[0];

const POOLINGS: Readonly<Record<string, Pooling>> = {
  'windows side by side': { poolSize: 2 },
  'windows that overlap': { poolSize: 3, strides: 2, padding: 'same' },
  'one window': { poolSize: [6, 8] },
};

/** Convolutions before and after a maximum over windows. */
function pooled(pooling: Pooling) {
  const kernelInitializer = () => tfl.initializers.glorotNormal({ seed: 1 });
  const convolution = (filters: number) =>
    tfl.layers.conv2d({ filters, kernelSize: 3, padding: 'same', kernelInitializer: kernelInitializer() });
  const model = tfl.sequential({
    layers: [
      tfl.layers.inputLayer({ inputShape: [6, 8, 2] }),
      convolution(4),
      tfl.layers.maxPooling2d(pooling),
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 3, kernelInitializer: kernelInitializer() }),
    ],
  });
  return { model, encoder: layersEncoder(model) };
}

describe.each(Object.keys(POOLINGS))('several concepts in one backward pass: maxima of %s', (name) => {
  it('have the maps of the concepts one by one', async () => {
    const { model, encoder } = pooled(POOLINGS[name] as Pooling);
    const engine = await runtimeEncoder(encoder);
    const random = keyedNormal('concepts');
    const concepts = ['a', 'b', 'c'].map((own) =>
      conceptVector(own, Float32Array.from({ length: 3 }, random)),
    );
    const x = randomInputs(encoder, 4);
    const together = await explain(engine, concepts, x, gradient());
    for (const [i, concept] of concepts.entries()) {
      const alone = await explain(engine, concept, x, gradient());
      const inTensorFlow = await explain(encoder, concept, x, gradient());
      expect(difference(together[i]?.maps, alone.maps)).toBeLessThan(ROUNDING);
      expect(difference(together[i]?.maps, inTensorFlow.maps)).toBeLessThan(ROUNDING);
    }
    await engine.dispose();
    encoder.dispose?.();
    model.dispose();
  });
});

describe('a rule whose emit() returns something else than cotangents', () => {
  it.each([
    ['no list', () => undefined, 'must return a list of cotangents, one per input; got undefined.'],
    [
      'a wrong shape',
      ({ cotangent }: { readonly cotangent: tf.Tensor }) => [tf.sum(cotangent, 1)],
      "of the input's shape: [batch,3,4,4]; got [batch].",
    ],
  ])('is refused: %s', async (_, emit, message) => {
    const { model, encoder } = pooled({ poolSize: 2 });
    const engine = await runtimeEncoder(encoder);
    const x = tf.zeros([1, 6, 8, 2]);
    const cotangent = tf.ones([1, 3]) as tf.Tensor2D;
    const trace = await engine.trace(x);
    const rule = { name: 'own', backward: () => [], emit } as never;
    const rules: BackwardRules = ({ operation }) => (operation.kind === 'reshape' ? rule : undefined);
    await expect(trace.backward(cotangent, rules)).rejects.toThrow(message);
    trace.dispose();
    tf.dispose([x, cotangent]);
    await engine.dispose();
    encoder.dispose?.();
    model.dispose();
  });
});
