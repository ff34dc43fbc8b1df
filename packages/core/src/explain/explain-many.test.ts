import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../test/backends.js';
import { vaeEncoder } from '../../test/small-models.js';
import { conceptVector } from '../concepts/concept-vector.js';
import { latentJacobian } from '../encode/latent-jacobian.js';
import type { TfjsEncoder } from '../encoders/encoder.js';
import { layersEncoder } from '../encoders/layers-model/layers-encoder.js';
import { traceInputs } from '../encoders/trace-inputs.js';
import { centred, dotProduct, signedDistance } from '../scores/affine-scores.js';
import { cosine } from '../scores/cosine.js';
import { explain } from './explain.js';
import { explainMany } from './explain-many.js';
import type { Explainer } from './explainer.js';
import { scoreGradients } from './score-gradients.js';

const SHAPE = [9, 8, 2];
const FEATURES = 144;
const LATENT = 5;
const numbers = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233) * 2);
const images = ndarray(numbers(3 * FEATURES, 1), [3, ...SHAPE]);
const concepts = Array.from({ length: LATENT + 2 }, (_, k) => conceptVector(`${k}`, numbers(LATENT, 10 + k)));

/** A gradient that records the number of scores it is called with; its completeness gaps are Σ map. */
function counting(linear: boolean, seen: number[]): Explainer {
  return {
    name: 'counting gradient',
    linear,
    async attribute({ encoder, scores }, inputs, run) {
      seen.push(scores.length);
      const trace = await traceInputs('counting', encoder, inputs);
      const maps = await scoreGradients(trace, scores, run).finally(() => trace.dispose());
      return { maps, completenessGaps: maps.map((map) => tf.tidy(() => tf.sum(map, [1, 2, 3]))) };
    },
  };
}

function expectClose(a: Float32Array, b: Float32Array): void {
  const scale = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(a.length).toBe(b.length);
  expect(scale).toBeGreaterThan(0);
  expect(a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)).toBeLessThan(4e-6 * scale);
}

describe.each(BACKENDS)('more concepts than latent dimensions, on %s', (backend) => {
  let encoder: TfjsEncoder;
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
    encoder = layersEncoder(vaeEncoder(LATENT));
  });

  it('with a linear method cost no more than the dimensions, and give the same maps', async () => {
    const latents = ndarray(numbers(4 * LATENT, 3), [4, LATENT]);
    const scores = [...concepts, centred(concepts[0]!, latents), signedDistance(concepts[1]!, 0.7)];
    const [through, direct]: [number[], number[]] = [[], []];
    const before = tf.memory();
    const found = await explain(encoder, scores, images, counting(true, through), { batchSize: 2 });
    const expected = await explain(encoder, scores, images, counting(false, direct), { batchSize: 2 });
    expect(tf.memory()).toEqual(before);
    expect([through, direct]).toEqual([
      [LATENT, LATENT],
      [scores.length, scores.length],
    ]);
    found.forEach((explanation, k) => {
      const { name, concept, explainer, scores: values, maps, completenessGaps } = explanation;
      expect([name, concept.name, explainer]).toEqual([
        scores[k]!.name,
        scores[k]!.name,
        'counting gradient',
      ]);
      expect([values.shape, maps.shape]).toEqual([[3], [3, ...SHAPE]]);
      expectClose(values.data, expected[k]!.scores.data);
      expectClose(maps.data, expected[k]!.maps.data);
      expectClose(completenessGaps!.data, expected[k]!.completenessGaps!.data);
      expect(Object.keys(explanation)).toEqual(Object.keys(expected[k]!));
      expect(Object.getPrototypeOf(explanation)).toBe(Object.prototype);
    });
  });

  it('keep their vector and maps if the concept vector changes', async () => {
    const changing = conceptVector('changing', numbers(LATENT, 30));
    const [kept] = await explain(encoder, [changing], images, counting(true, []));
    const run = explain(encoder, [changing, ...concepts], images, counting(true, []));
    changing.vector.fill(0);
    const [first] = await run;
    expectClose(first!.maps.data, kept!.maps.data);
    expect(first!.concept).toEqual({ name: 'changing', vector: numbers(LATENT, 30) });
  });

  it.each([
    ['as many concepts as dimensions', concepts.slice(0, LATENT), true],
    ['a score that is not affine', [...concepts, cosine(concepts[0]!)], true],
    ['a method that is not linear', concepts, false],
  ])('are attributed directly: %s', async (_, scores, linear) => {
    const seen: number[] = [];
    await explain(encoder, scores, images, counting(linear, seen));
    expect(seen).toEqual([scores.length]);
  });

  it('warn if all maps are zero, not if a latent dimension is unused', async () => {
    const model = vaeEncoder(LATENT);
    const [kernel, bias] = model.getLayer('z_mean').getWeights() as [tf.Tensor, tf.Tensor];
    const warnings = async (mask: tf.Tensor) => {
      model.getLayer('z_mean').setWeights([tf.mul(kernel, mask), bias]);
      const told: string[] = [];
      const onWarning = (message: string) => told.push(message);
      await explain(layersEncoder(model), concepts, images, counting(true, []), { onWarning });
      return told.length;
    };
    expect(await warnings(tf.tensor([1, 0, 1, 1, 1]))).toBe(0);
    expect(await warnings(tf.zeros([LATENT]))).toBe(1);
    model.dispose();
  });

  it('the latent Jacobian has the gradients of the dimensions, also by finite differences', async () => {
    const before = tf.memory();
    const jacobian = await latentJacobian(encoder, images, { batchSize: 2 });
    expect(tf.memory()).toEqual(before);
    expect(jacobian.shape).toEqual([3, LATENT, ...SHAPE]);
    const { maps } = await explain(encoder, concepts[0]!, images, counting(false, []));
    const product = Float32Array.from({ length: 3 * FEATURES }, (_, at) => {
      const [sample, feature] = [Math.floor(at / FEATURES), at % FEATURES];
      const term = (i: number) =>
        concepts[0]!.vector[i]! * jacobian.data[(sample * LATENT + i) * FEATURES + feature]!;
      return [0, 1, 2, 3, 4].reduce((sum, i) => sum + term(i), 0);
    });
    expectClose(product, maps.data);

    const latentAt = (feature: number, step: number) =>
      tf.tidy(() => {
        const moved = Float32Array.from(images.data.subarray(FEATURES, 2 * FEATURES));
        moved[feature]! += step;
        return encoder
          .encode(tf.tensor(moved, [1, ...SHAPE]))
          .dataSync()
          .slice();
      });
    for (const feature of [0, 50, 143]) {
      const [up, down] = [latentAt(feature, 1e-2), latentAt(feature, -1e-2)];
      for (let i = 0; i < LATENT; i++) {
        const slope = (up[i]! - down[i]!) / 2e-2;
        const got = jacobian.get(1, i, Math.floor(feature / 16), Math.floor(feature / 2) % 8, feature % 2);
        expect(Math.abs(got - slope)).toBeLessThan(2e-3);
      }
    }
  });

  it('the latent Jacobian rejects the same inputs as explain', async () => {
    await expect(latentJacobian({} as never, images)).rejects.toThrow(/^latentJacobian: expected an Encoder/);
    await expect(latentJacobian(encoder, images.hi(0))).rejects.toThrow(/got no inputs/);
  });
});

describe('explanations are plain data', () => {
  beforeAll(() => useBackend('cpu'));

  it.each([1, LATENT, LATENT + 2])('%i concepts', async (count) => {
    const encoder = layersEncoder(vaeEncoder(LATENT));
    const list = Array.from({ length: count }, (_, k) => conceptVector(`${k}`, numbers(LATENT, 10 + k)));
    const [explanation] = await explain(encoder, list, images, counting(true, []));
    const keys = ['name', 'concept', 'explainer', 'layout', 'scores', 'maps', 'completenessGaps'];
    const { scores, maps } = explanation!;
    expect(Object.keys(explanation!)).toEqual(keys);
    expect(Object.getPrototypeOf(explanation!)).toBe(Object.prototype);
    expect({ ...explanation! }).toEqual(explanation);
    const clone = structuredClone(explanation!);
    expect(Object.keys(clone)).toEqual(keys);
    expect([clone.scores.data, clone.maps.data]).toEqual([scores.data, maps.data]);
    expect(clone.concept).toEqual({ name: '0', vector: numbers(LATENT, 10) });
    const parsed = JSON.parse(JSON.stringify(explanation));
    expect(Object.keys(parsed)).toEqual(keys);
    expect(Object.values(parsed.maps.data)).toEqual([...maps.data]);
  });

  it('a score without a concept vector has only a name', async () => {
    const encoder = layersEncoder(vaeEncoder(LATENT));
    const { concept: _, ...score } = dotProduct(concepts[0]!);
    const { concept } = await explain(encoder, score, images, counting(true, []));
    expect(concept).toEqual({ name: '0' });
    const many = await explainMany(encoder, [score, concepts[1]!], images, counting(true, []));
    expect(many.explanation(0).concept).toEqual({ name: '0' });
    expect(many.explanation(1).concept).toEqual({ name: '1', vector: concepts[1]!.vector });
  });
});

describe('explainMany', () => {
  beforeAll(() => useBackend('cpu'));
  const encoder = () => layersEncoder(vaeEncoder(LATENT));

  it('returns the scores and, on demand, the explanations of explain', async () => {
    const latents = ndarray(numbers(4 * LATENT, 3), [4, LATENT]);
    const list = [...concepts, centred(concepts[0]!, latents), signedDistance(concepts[1]!, 0.7)];
    const [many, single]: [number[], number[]] = [[], []];
    const model = encoder();
    const before = tf.memory();
    const result = await explainMany(model, list, images, counting(true, many), { batchSize: 2 });
    expect(tf.memory()).toEqual(before);
    expect(many).toEqual([LATENT, LATENT]);
    expect(result.names).toEqual(list.map(({ name }) => name));
    expect(result.scores.shape).toEqual([list.length, 3]);
    expect(result.completenessGaps?.shape).toEqual([list.length, 3]);
    const expected = await explain(model, list, images, counting(false, single), { batchSize: 2 });
    for (const [k, one] of expected.entries()) {
      const explanation = result.explanation(k);
      expect(Object.keys(explanation)).toEqual(Object.keys(one));
      expect(explanation.concept).toEqual(one.concept);
      expectClose(result.scores.data.subarray(3 * k, 3 * k + 3), one.scores.data);
      expectClose(result.completenessGaps!.data.subarray(3 * k, 3 * k + 3), one.completenessGaps!.data);
      expectClose(explanation.scores.data, one.scores.data);
      expectClose(explanation.maps.data, one.maps.data);
      expect(result.map(k)).toEqual(explanation.maps);
    }
  });

  it('keeps the concepts as they were', async () => {
    const changing = conceptVector('changing', numbers(LATENT, 30));
    const result = await explainMany(encoder(), [changing], images, counting(true, []));
    const { maps } = result.explanation(0);
    changing.vector.fill(0);
    result.explanation(0).concept.vector!.fill(0);
    expect(result.map(0)).toEqual(maps);
    expect(result.explanation(0).concept.vector).toEqual(numbers(LATENT, 30));
  });

  it('rejects what it cannot combine', async () => {
    const run = (list: Parameters<typeof explainMany>[1], linear = true) =>
      explainMany(encoder(), list, images, counting(linear, []));
    await expect(run(concepts, false)).rejects.toThrow(
      'explainMany: expected a method that is linear in the concept, such as gradient(); "counting gradient" is not; use explain.',
    );
    await expect(run([cosine(concepts[0]!)])).rejects.toThrow(
      /^explainMany: expected concept vectors or affine/,
    );
    await expect(run([])).rejects.toThrow('explainMany: expected at least one concept; got none.');
    await expect(run([conceptVector('short', [1])])).rejects.toThrow(
      'explainMany: concept "short" has 1 components; the encoder\'s latent size is 5.',
    );
    const result = await run(concepts);
    expect(() => result.map(concepts.length)).toThrow(/^explainMany: the index of a concept must be a whole/);
  });
});
