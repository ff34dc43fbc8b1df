import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { gradientBy } from '../../test/plain-gradient.js';
import { vaeEncoder } from '../../test/small-models.js';
import { conceptVector } from '../concepts/concept-vector.js';
import { encode } from '../encode/encode.js';
import type { Encoder } from '../encoders/encoder.js';
import { layersEncoder } from '../encoders/layers-model/layers-encoder.js';
import type { GraphNode } from '../graph/graph.js';
import type { BackwardRule } from '../graph/rules.js';
import { explain } from './explain.js';
import { explainMany } from './explain-many.js';
import type { Explainer } from './explainer.js';

const plainGradient = gradientBy();

const SHAPE = [9, 8, 2];
const numbers = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233) * 2);
const images = (count: number, seed = 1) => ndarray(numbers(count * 144, seed), [count, ...SHAPE]);
const vector = (seed: number) => [...numbers(5, seed)];

function expectClose(a: NdArray<Float32Array>, b: ArrayLike<number>, scale: number): void {
  expect(a.data.length).toBe(b.length);
  expect(Math.max(...a.data.map((value, i) => Math.abs(value - b[i]!)))).toBeLessThan(2e-6 * scale);
}

let encoder: Encoder;
beforeAll(async () => {
  await useBackend('wasm');
  registerKernels();
  encoder = layersEncoder(vaeEncoder());
});

describe('explain', () => {
  it('gives v · z(x) and its gradient, for one concept and for several', async () => {
    const inputs = images(3);
    const a = conceptVector('a', vector(2));
    const b = conceptVector('b', vector(3));
    const one = await explain(encoder, a, inputs, plainGradient);
    const several = await explain(encoder, [a, b], inputs, plainGradient);
    expect(several.map((explanation) => explanation.name)).toEqual(['a', 'b']);
    expect([several[0]!.scores, several[0]!.maps]).toEqual([one.scores, one.maps]);
    expect([one.explainer, one.scores.shape, one.maps.shape]).toEqual(['plain gradient', [3], [3, ...SHAPE]]);
    const latents = await encode(encoder, inputs);
    const dot = [0, 1, 2].map((i) => a.vector.reduce((sum, value, k) => sum + value * latents.get(i, k), 0));
    expectClose(one.scores, dot, 10);
  });

  it('copies the description of the explainer, if it has one', async () => {
    const described = { ...plainGradient, description: 'plain gradient, described' };
    const [inputs, concept] = [images(1), conceptVector('c', vector(4))];
    const [one] = await explain(encoder, [concept], inputs, described);
    const many = await explainMany(encoder, [concept], inputs, { ...described, linear: true });
    expect([one, many, many.explanation(0)].map((each) => each?.description)).toEqual([
      'plain gradient, described',
      'plain gradient, described',
      'plain gradient, described',
    ]);
    expect(await explain(encoder, concept, inputs, plainGradient)).not.toHaveProperty('description');
  });

  it('does not depend on the batch size or on the other samples of the batch', async () => {
    const inputs = images(7);
    const concept = conceptVector('c', vector(4));
    const whole = await explain(encoder, concept, inputs, plainGradient, { batchSize: 7 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), async (batchSize) => {
        const parts = await explain(encoder, concept, inputs, plainGradient, { batchSize });
        expectClose(parts.maps, whole.maps.data, 1);
        expectClose(parts.scores, whole.scores.data, 10);
      }),
      { seed: 1, numRuns: 9 },
    );
  });

  it('is linear in the concept if the method is', async () => {
    const inputs = images(2);
    const number = fc.float({ min: -3, max: 3, noNaN: true });
    const two = fc.tuple(
      fc.array(number, { minLength: 5, maxLength: 5 }),
      number.filter((s) => Math.abs(s) > 0.1),
    );
    await fc.assert(
      fc.asyncProperty(two, async ([v, scale]) => {
        fc.pre(v.some((value) => Math.abs(value) > 0.1));
        const sum = v.map((value, i) => value + scale * vector(5)[i]!);
        fc.pre(sum.some((value) => value !== 0));
        const concepts = [v, vector(5), sum].map((values, i) => conceptVector(`${i}`, values));
        const [a, b, c] = await explain(encoder, concepts, inputs, plainGradient);
        expectClose(
          c!.maps,
          a!.maps.data.map((value, i) => value + scale * b!.maps.data[i]!),
          10,
        );
      }),
      { seed: 2, numRuns: 20 },
    );
  });

  it('accepts ndarray views and tensors', async () => {
    const concept = conceptVector('c', vector(6));
    const inputs = images(4);
    const reference = await explain(encoder, concept, inputs, plainGradient);
    const reversed = await explain(encoder, concept, inputs.step(-1), plainGradient);
    expectClose(reversed.scores, [...reference.scores.data].reverse(), 10);
    const tensor = tf.tensor(inputs.data, inputs.shape);
    expectClose((await explain(encoder, concept, tensor, plainGradient)).maps, reference.maps.data, 1);
    expect(tensor.isDisposed).toBe(false);
    tensor.dispose();
  });

  it('reports progress', async () => {
    const seen: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => seen.push(done / total);
    await explain(encoder, conceptVector('c', vector(1)), images(5), plainGradient, {
      batchSize: 2,
      onProgress,
    });
    expect(seen).toEqual([0.4, 0.8, 1]);
  });
});

describe('explain rejects, before any work', () => {
  const concept = conceptVector('Smiling', vector(1));
  const cases: [string, () => Promise<unknown>, RegExp][] = [
    [
      'a concept of another size',
      () => explain(encoder, conceptVector('Smiling', [1, 2]), images(1), plainGradient),
      /^explain: concept "Smiling" has 2 components; the encoder's latent size is 5/,
    ],
    [
      'no concepts',
      () => explain(encoder, [], images(1), plainGradient),
      /^explain: expected at least one concept; got none\./,
    ],
    [
      'inputs of another shape',
      () => explain(encoder, concept, ndarray(new Float32Array(8), [1, 2, 2, 2]), plainGradient),
      /^explain: expected inputs of shape \[n,9,8,2\]; got \[1,2,2,2\]/,
    ],
    [
      'one input without a batch axis',
      () => explain(encoder, concept, ndarray(new Float32Array(144), SHAPE), plainGradient),
      /add a batch axis/,
    ],
    [
      'no inputs',
      () => explain(encoder, concept, ndarray(new Float32Array(0), [0, ...SHAPE]), plainGradient),
      /^explain: expected at least one input; got no inputs/,
    ],
    [
      'NaN',
      () =>
        explain(
          encoder,
          concept,
          ndarray(new Float32Array(288).fill(Number.NaN, 200), [2, ...SHAPE]),
          plainGradient,
        ),
      /sample 1 holds NaN/,
    ],
    [
      'a batch size of 0',
      () => explain(encoder, concept, images(1), plainGradient, { batchSize: 0 }),
      /^explain: batchSize must be a whole number of at least 1; got 0/,
    ],
    [
      'a concept that was made by hand and is zero',
      () => explain(encoder, { name: 'z', vector: new Float32Array(5) }, images(1), plainGradient),
      /^explain: concept "z" is the zero vector/,
    ],
  ];
  it.each(cases)('%s', async (_name, call, message) => {
    const count = tf.memory().numTensors;
    await expect(call()).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(count);
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'a model',
      () => explain(vaeEncoder() as never, concept, images(1), plainGradient),
      /^explain: expected an Encoder, such as layersEncoder\(model\).*got a LayersModel/,
    ],
    [
      'not inputs',
      () => explain(encoder, concept, undefined as never, plainGradient),
      /^explain, inputs: expected an ndarray; got undefined/,
    ],
    [
      'a typed array',
      () => encode(encoder, new Float32Array(144) as never),
      /^encode, inputs: expected an ndarray; got an object of type Float32Array/,
    ],
    [
      'a Promise',
      () => explain(encoder, concept, encode(encoder, images(1)) as never, plainGradient),
      /got a Promise \(is an await missing\?\)/,
    ],
    [
      'a view beyond its data',
      () => explain(encoder, concept, images(2).hi(5), plainGradient),
      /reaches outside its 288 numbers/,
    ],
    [
      'an explainer that was not called',
      () => explain(encoder, concept, images(1), gradientBy as never),
      /got a function; call it/,
    ],
    [
      'not an explainer',
      () => explain(encoder, concept, images(1), undefined as never),
      /^explain: expected an Explainer, such as gradient\(\); got undefined/,
    ],
    [
      'not a concept',
      () => explain(encoder, undefined as never, images(1), plainGradient),
      /^explain: expected a concept .* got undefined/,
    ],
    [
      'numbers instead of a concept',
      () => explain(encoder, vector(1) as never, images(1), plainGradient),
      /got a number/,
    ],
  ])('%s, by an error that says what to do', async (_name, call, message) => {
    await expect(call()).rejects.toThrow(message);
  });

  it('an encoder with NaN weights, once its latents are computed', async () => {
    const model = vaeEncoder();
    const [kernel, bias] = model.getLayer('z_mean').getWeights();
    model.getLayer('z_mean').setWeights([kernel!, tf.fill(bias!.shape, Number.NaN)]);
    const broken = layersEncoder(model);
    await expect(explain(broken, concept, images(2), plainGradient)).rejects.toThrow(
      /^explain: concept "Smiling", score of sample 0 must be finite; got NaN; .*has its training diverged\?/,
    );
    await expect(encode(broken, images(2))).rejects.toThrow(
      /^encode: latent of sample 0 must be finite; got NaN;/,
    );
  });

  it('maps of another shape, from a wrong explainer', async () => {
    const wrong: Explainer = { name: 'wrong', attribute: async () => ({ maps: [tf.zeros([1, 3])] }) };
    const count = tf.memory().numTensors;
    await expect(explain(encoder, concept, images(1), wrong)).rejects.toThrow(
      /explainer "wrong" must return 1 maps, one per score, of shape \[1,9,8,2\]; got 1, one of shape \[1,3\]/,
    );
    expect(tf.memory().numTensors).toBe(count);
  });
});

describe('memory', () => {
  const concept = conceptVector('c', vector(1));
  let before: ReturnType<typeof tf.memory>;
  beforeAll(async () => {
    await explain(encoder, concept, images(2), plainGradient);
    before = tf.memory();
  });
  afterAll(() => {
    expect(tf.memory()).toEqual(before);
  });

  it('stays constant over a thousand calls', async () => {
    const inputs = images(2);
    for (let i = 0; i < 1000; i++) await explain(encoder, concept, inputs, plainGradient);
    expect(tf.memory()).toEqual(before);
  });

  it('is the same after an abort', async () => {
    const controller = new AbortController();
    const run = explain(encoder, concept, images(9), plainGradient, {
      batchSize: 2,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(run).rejects.toThrow(/abort/i);
    expect(tf.memory()).toEqual(before);
  });

  it('is the same after an abort by a timer, which a long run allows to fire', async () => {
    const inputs = images(3000);
    for (const run of [
      (signal: AbortSignal) => explain(encoder, concept, inputs, plainGradient, { batchSize: 1, signal }),
      (signal: AbortSignal) => encode(encoder, inputs, { batchSize: 1, signal }),
    ]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error('pressed stop')), 1);
      await expect(run(controller.signal)).rejects.toThrow('pressed stop');
    }
    expect(tf.memory()).toEqual(before);
  });

  it.each(['read', 'backward'] as const)('is the same after a rule that throws in %s', async (stage) => {
    const throwing: BackwardRule = {
      name: 'throwing',
      read(step) {
        const tensor = tf.abs(step.cotangent);
        if (stage === 'read') throw new Error('no reading');
        return tensor;
      },
      backward(step) {
        tf.abs(step.cotangent);
        throw new Error('no going back');
      },
    };
    const rules = (node: GraphNode) => (node.operation.kind === 'dense' ? throwing : undefined);
    const explainer = gradientBy(rules);
    for (let i = 0; i < 100; i++) {
      await expect(explain(encoder, concept, images(3), explainer, { batchSize: 2 })).rejects.toThrow(/^no /);
    }
    expect(tf.memory()).toEqual(before);
  });

  it('is the same after two calls at the same time', async () => {
    const [a, b] = [images(3, 8), images(3, 9)];
    const together = await Promise.all([
      explain(encoder, concept, a, plainGradient, { batchSize: 1 }),
      explain(encoder, concept, b, plainGradient, { batchSize: 1 }),
    ]);
    const apart = [
      await explain(encoder, concept, a, plainGradient),
      await explain(encoder, concept, b, plainGradient),
    ];
    together.forEach((explanation, i) => {
      expectClose(explanation.maps, apart[i]!.maps.data, 1);
    });
    expect(tf.memory()).toEqual(before);
  });
});
