import {
  type ConceptVector,
  conceptVector,
  cosine,
  type Encoder,
  type Explainer,
  explain,
  latentDimension,
  scorePerSample,
} from '@csm/core';
import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, smallEncoder } from '../../test/small-encoder.js';
import { someDecoder } from '../../test/some-decoder.js';
import { counterfactualBaseline } from '../baselines/counterfactual-baseline.js';
import { deepLift } from '../methods/deep-lift.js';
import { gradient } from '../methods/gradient.js';
import { guidedBackprop } from '../methods/guided-backprop.js';
import { integratedGradients } from '../methods/integrated-gradients.js';
import { contrastive } from './contrastive.js';

beforeAll(async () => {
  await useBackend('wasm');
  registerKernels();
});

const concept = (seed: number) => conceptVector(`c${seed}`, numbers(LATENT, seed));
const others = [concept(11), concept(12), concept(13), concept(14)];
const mapsOf = async (encoder: Encoder, of: ConceptVector, explainer: Explainer) =>
  (await explain(encoder, of, images(2), explainer, { onWarning: () => {} })).maps.data;

/** The result by definition, from separate maps of each concept; `size` numbers per sample. */
function contrastSlowly(
  map: Float32Array,
  all: readonly Float32Array[],
  units: string,
  size: number,
): number[] {
  const means = Array.from(map, (_, i) => all.reduce((sum, other) => sum + other[i]!, 0) / all.length);
  const spreads = Array.from(map, (_, i) =>
    Math.sqrt(all.reduce((sum, other) => sum + (other[i]! - means[i]!) ** 2, 0) / (all.length - 1)),
  );
  return Array.from(map, (value, i) => {
    if (units === 'difference') return value - means[i]!;
    const first = i - (i % size);
    const least = spreads.slice(first, first + size).reduce((a, b) => a + b, 0) / size / 100;
    return (value - means[i]!) / (spreads[i]! + least);
  });
}

describe('contrastive', () => {
  it.each([
    ['gradient', () => gradient()],
    ['guided backprop', () => guidedBackprop()],
    [
      'integrated gradients from the counterfactual',
      (encoder: Encoder) =>
        integratedGradients({
          steps: 3,
          baseline: counterfactualBaseline({ decoder: someDecoder(encoder), targetScore: 0.2 }),
        }),
    ],
  ])('of %s is the map minus the others’ mean, in either unit', async (_, make) => {
    const encoder = smallEncoder('relu');
    const map = await mapsOf(encoder, concept(1), make(encoder));
    const all: Float32Array[] = [];
    for (const other of others) all.push(await mapsOf(encoder, other, make(encoder)));
    for (const units of ['difference', 'spread'] as const) {
      const found = await mapsOf(
        encoder,
        concept(1),
        contrastive(make(encoder), { concepts: others, units }),
      );
      const expected = contrastSlowly(map, all, units, 60);
      const largest = Math.max(...expected.map(Math.abs));
      found.forEach((value, i) => {
        expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-4 * largest);
      });
    }
  });

  it('of a linear method is the map of v minus the mean concept', async () => {
    const encoder = smallEncoder('relu');
    const vectors = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: LATENT, maxLength: LATENT });
    const nonzero = vectors.filter((v) => v.some((value) => value !== 0));
    await fc.assert(
      fc.asyncProperty(nonzero, fc.array(nonzero, { minLength: 1, maxLength: 5 }), async (v, list) => {
        const concepts = list.map((w, k) => conceptVector(`${k}`, w));
        const difference = v.map((value, d) => value - list.reduce((sum, w) => sum + w[d]!, 0) / list.length);
        fc.pre(Math.hypot(...difference) > 1e-6);
        const [found, expected] = [
          await mapsOf(encoder, conceptVector('v', v), contrastive(gradient(), { concepts })),
          await mapsOf(encoder, conceptVector('v', difference), gradient()),
        ];
        found.forEach((value, i) => {
          expect(Math.abs(value - expected[i]!)).toBeLessThan(2e-4);
        });
      }),
      { seed: 1, numRuns: 15 },
    );
  });

  it('is not declared linear: the mean does not scale with the concept', () => {
    expect(contrastive(gradient(), { concepts: others }).linear).toBeUndefined();
  });

  it('shares the inner method’s forward passes with all concepts', async () => {
    const encoder = smallEncoder('relu');
    let traces = 0;
    const counted: Encoder = {
      ...encoder,
      trace: (...args) => {
        traces += 1;
        return encoder.trace!(...args);
      },
    };
    const run = () =>
      explain(counted, [concept(1), concept(2)], images(2), contrastive(gradient(), { concepts: others }));
    // The first run also checks that the encoder is reproducible.
    await run();
    traces = 0;
    await run();
    expect(traces).toBe(1);
  });

  it('is 0, not infinite, in units of a spread of 0', async () => {
    const encoder = smallEncoder('relu');
    const same = [concept(11), concept(11), concept(11)];
    const maps = await mapsOf(
      encoder,
      concept(1),
      contrastive(gradient(), { concepts: same, units: 'spread' }),
    );
    expect(maps.every((value) => value === 0)).toBe(true);
  });

  it('adds a hundredth of the mean spread, so that features where the others agree do not dominate', async () => {
    // There are two features: the standard deviation over the other concepts is 0 in the first and √2 in the second.
    const maps = [
      [3, 4],
      [1, 1],
      [1, 3],
    ];
    const inner: Explainer = {
      name: 'given',
      attribute: async ({ scores }) => ({ maps: scores.map((_, k) => tf.tensor2d([maps[k]!])) }),
    };
    const explainer = contrastive(inner, { concepts: [concept(2), concept(3)], units: 'spread' });
    const target = { encoder: smallEncoder('relu'), scores: [latentDimension(0, LATENT)] };
    const found = await explainer.attribute(target, tf.zeros([1, 2]), {});
    const unit = Math.SQRT2 / 2 / 100;
    const [first, second] = found.maps[0]!.dataSync();
    expect(first).toBeCloseTo(2 / unit, 2);
    expect(second).toBeCloseTo(2 / (Math.SQRT2 + unit), 5);
    tf.dispose([...found.maps]);
  });

  it('checks that the inner method can explain the other concepts too', async () => {
    const explainer = contrastive(deepLift(), { concepts: [cosine(concept(2))] });
    await expect(explain(smallEncoder('relu'), concept(1), images(1), explainer)).rejects.toThrow(
      /^deepLift: the score of "c2" must be affine/,
    );
  });

  it('counts the other concepts’ maps in estimates of memory', () => {
    expect(contrastive(gradient(), { concepts: others }).passesPerSample).toBe(3);
    expect(contrastive(deepLift(), { concepts: others }).passesPerSample).toBe(6);
  });

  it.each<[() => unknown, RegExp]>([
    [
      () => contrastive(gradient(), { concepts: [] }),
      /^contrastive: expected at least one concept, .*; got 0/,
    ],
    [
      () => contrastive(gradient(), { concepts: [concept(1)], units: 'spread' }),
      /^contrastive: expected at least 2 concepts, for units 'spread', .*; got 1/,
    ],
    [
      () => contrastive(gradient(), { concepts: concept(1) as never }),
      /expected at least one concept, such as isotropicConcepts\(concept\); got an object/,
    ],
    [
      () => contrastive(gradient(), { concepts: [scorePerSample('labels', [concept(1)])] }),
      /^contrastive: "labels" is a score per sample/,
    ],
    [
      () => contrastive(gradient(), { concepts: others, units: 'z' as 'spread' }),
      /^contrastive: units must be 'difference' or 'spread'; got "z"/,
    ],
  ])('refuses %#', (make, message) => {
    expect(make).toThrow(message);
  });

  it('refuses concepts of another latent size before the run', async () => {
    const explainer = contrastive(gradient(), { concepts: [conceptVector('short', [1, 2])] });
    const encoder = smallEncoder('relu');
    const before = tf.memory();
    await expect(explain(encoder, concept(1), images(1), explainer)).rejects.toThrow(
      /^contrastive: concept "short" has 2 components; the encoder's latent size is 4/,
    );
    expect(tf.memory()).toEqual(before);
  });
});
