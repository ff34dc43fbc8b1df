import { conceptVector, type Explainer, explain, functionEncoder } from '@csm/core';
import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, smallEncoder } from '../../test/small-encoder.js';
import { gradient } from '../methods/gradient.js';
import { inputXGradient } from '../methods/input-x-gradient.js';
import { integratedGradients } from '../methods/integrated-gradients.js';
import { occlusion } from '../methods/occlusion.js';
import { agreementMap } from './agreement-map.js';
import type { AgreementMapOptions } from './agreement-map-options.js';

/** A method that returns the given maps, whatever it explains. */
const given = (name: string, values: readonly number[]): Explainer => ({
  name,
  attribute: async ({ scores }, inputs) => ({
    maps: scores.map(() => tf.tensor(Float32Array.from(values), inputs.shape)),
  }),
});

/** Encoders of one latent that only give the shape of the inputs. */
const encoderOf = (inputShape: number[], layout?: 'channelsFirst') =>
  functionEncoder((x) => tf.reshape(tf.sum(tf.reshape(x, [x.shape[0]!, -1]), 1), [-1, 1]), {
    inputShape,
    ...(layout && { layout }),
  });

async function agreed(
  inputShape: number[],
  a: readonly number[],
  b: readonly number[],
  options?: AgreementMapOptions,
  layout?: 'channelsFirst',
): Promise<number[]> {
  const size = inputShape.reduce((x, y) => x * y, 1);
  const inputs = ndarray(new Float32Array(a.length), [a.length / size, ...inputShape]);
  const explainer = agreementMap(given('a', a), given('b', b), options);
  const silent = { onWarning: () => {} };
  const found = await explain(
    encoderOf(inputShape, layout),
    conceptVector('c', [1]),
    inputs,
    explainer,
    silent,
  );
  return [...found.maps.data];
}

const expectNear = (found: readonly number[], expected: readonly number[]) => {
  expect(found).toHaveLength(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  found.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(2e-6 * scale);
  });
};
const mean = (values: readonly number[]) => values.reduce((x, y) => x + y, 0) / values.length;

const wholes = (length: number) =>
  fc.array(fc.integer({ min: -50, max: 50 }), { minLength: length, maxLength: length });
const nonzero = (length: number) => wholes(length).filter((values) => values.some((value) => value !== 0));

describe.each(BACKENDS)('agreementMap, on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  it('is a · |b| / mean |b|, or sgn(a) √(|a| mean |a| · |b| / mean |b|)', async () => {
    await fc.assert(
      fc.asyncProperty(nonzero(7), nonzero(7), async (a, b) => {
        const [ma, mb] = [mean(a.map(Math.abs)), mean(b.map(Math.abs))];
        const weight = (i: number) => Math.abs(b[i]!) / mb;
        expectNear(
          await agreed([7], a, b),
          a.map((value, i) => value * weight(i)),
        );
        expectNear(
          await agreed([7], a, b, { form: 'geometricMean' }),
          a.map((value, i) => Math.sign(value) * Math.sqrt(Math.abs(value) * ma * weight(i))),
        );
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it('does not depend on the scale or the sign of the second map; each input has its own mean', async () => {
    await fc.assert(
      fc.asyncProperty(
        wholes(4),
        nonzero(4),
        fc.constantFrom('product' as const, 'geometricMean' as const),
        async (a, b, form) => {
          const other = [3, 1, -1, 2];
          const alone = await agreed([4], a, b, { form });
          const scaled = [...b.map((value) => -32 * value), ...other];
          const both = await agreed([4], [...a, ...other], scaled, { form });
          expectNear(both.slice(0, 4), alone);
        },
      ),
      { seed: 2, numRuns: 30 },
    );
  });

  it('is the first map where the second is the same everywhere, and 0 where either is 0', async () => {
    const a = [3, -1, 0, 7];
    expectNear(await agreed([4], a, [-2, 2, 2, -2]), a);
    for (const form of ['product', 'geometricMean'] as const) {
      expect((await agreed([4], a, [0, 1, 5, -1], { form })).map((value) => value !== 0)).toEqual([
        false,
        true,
        false,
        true,
      ]);
      expect((await agreed([4], a, [0, 0, 0, 0], { form })).every((value) => value === 0)).toBe(true);
      expect((await agreed([4], [0, 0, 0, 0], a, { form })).every((value) => value === 0)).toBe(true);
    }
  });
});

describe('agreementMap', () => {
  beforeAll(() => useBackend('cpu'));

  it('keeps a colour whose channels would cancel, in either layout', async () => {
    // Two pixels of two channels: the second map is red against green at the first pixel, and little at the other.
    const [a, b] = [
      [1, 1, 1, 1],
      [4, -4, 1, 1],
    ];
    expectNear(await agreed([1, 2, 2], a, b), [1.6, 1.6, 0.4, 0.4]);
    expectNear(await agreed([1, 2, 2], a, [4, 0, 1, 1], { channels: 'each' }), [8 / 3, 0, 2 / 3, 2 / 3]);
    // Channels first: the rows are the channels.
    expectNear(await agreed([2, 1, 2], a, [4, 1, -4, 1], {}, 'channelsFirst'), [1.6, 0.4, 1.6, 0.4]);
  });

  it('is the product of the maps that both methods give alone, for several concepts and batches', async () => {
    const encoder = smallEncoder('tanh');
    const concepts = [1, 2].map((seed) => conceptVector(`c${seed}`, numbers(LATENT, seed)));
    const inputs = images(3);
    const [a, b] = [integratedGradients({ steps: 5 }), occlusion({ window: [2, 2, 2] })];
    const silent = { onWarning: () => {} };
    const first = await explain(encoder, concepts, inputs, a, silent);
    const second = await explain(encoder, concepts, inputs, b, silent);
    const both = await explain(encoder, concepts, inputs, agreementMap(a, b, { channels: 'each' }), {
      ...silent,
      batchSize: 2,
    });
    for (const [k, { maps }] of both.entries()) {
      for (const i of [0, 1, 2]) {
        const part = ({ data }: { data: Float32Array }) => [...data.subarray(60 * i, 60 * (i + 1))];
        const [x, y] = [part(first[k]!.maps), part(second[k]!.maps)];
        const m = mean(y.map(Math.abs));
        const expected = x.map((value, at) => (value * Math.abs(y[at]!)) / m);
        const found = part(maps);
        const scale = Math.max(...expected.map(Math.abs));
        found.forEach((value, at) => {
          expect(Math.abs(value - expected[at]!)).toBeLessThan(1e-5 * scale);
        });
      }
    }
  });

  it('reports the progress of both methods as one', async () => {
    const encoder = smallEncoder('tanh');
    const shares: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => shares.push(done / total);
    const explainer = agreementMap(occlusion({ window: [3, 3, 2] }), integratedGradients({ steps: 4 }));
    const run = { onProgress, onWarning: () => {} };
    await explain(encoder, conceptVector('c', numbers(LATENT, 1)), images(1), explainer, run);
    expect(shares.length).toBeGreaterThan(6);
    expect(shares).toEqual([...shares].sort((x, y) => x - y));
    expect(shares.at(-1)).toBe(1);
    expect(shares.some((share) => share > 0 && share < 0.5)).toBe(true);
  });

  it('frees the first method’s maps if the second fails', async () => {
    const failing: Explainer = { name: 'failing', attribute: () => Promise.reject(new Error('no')) };
    const target = { encoder: encoderOf([4]), scores: [] };
    const inputs = tf.zeros([1, 4]);
    const first: Explainer = {
      name: 'two maps',
      attribute: async (_, x) => ({ maps: [tf.clone(x), tf.ones([3])] }),
    };
    const before = tf.memory();
    await expect(agreementMap(first, failing).attribute(target, inputs, {})).rejects.toThrow('no');
    await expect(agreementMap(first, given('b', [0])).attribute(target, inputs, {})).rejects.toThrow();
    expect(tf.memory()).toEqual(before);
    inputs.dispose();
  });

  it('needs the memory and the rules of the method that needs more of them', () => {
    const few = { ...gradient(), passesPerSample: 1, rules: false };
    const many = { ...gradient(), passesPerSample: 6, rules: true };
    expect(agreementMap(few, many)).toMatchObject({ passesPerSample: 6, rules: true });
    expect(agreementMap(many, few)).toMatchObject({ passesPerSample: 6, rules: true });
    expect(agreementMap(few, few)).toMatchObject({ passesPerSample: 1, rules: false });
    expect(agreementMap(gradient(), inputXGradient()).linear).toBeUndefined();
  });

  it.each<[() => unknown, RegExp]>([
    [() => agreementMap(gradient(), undefined as never), /^agreementMap: /],
    [
      () => agreementMap(gradient(), gradient(), { form: 'sum' as never }),
      /^agreementMap: form must be 'product' or 'geometricMean'; got "sum"/,
    ],
    [
      () => agreementMap(gradient(), gradient(), { channels: 'sum' as never }),
      /^agreementMap: channels must be 'sumOfMagnitudes' or 'each'; got "sum"/,
    ],
  ])('refuses %#', (make, message) => {
    expect(make).toThrow(message);
  });

  it('asks for the layout of pictures that look like channels first, unless channels count each', async () => {
    const a = Array.from({ length: 75 }, (_, i) => i);
    await expect(agreed([3, 5, 5], a, a)).rejects.toThrow(
      /^agreementMap: expected the layout of the inputs; .* or pass { channels: 'each' }/,
    );
    await expect(agreed([3, 5, 5], a, a, { channels: 'each' })).resolves.toHaveLength(75);
  });
});
