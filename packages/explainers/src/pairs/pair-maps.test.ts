import { encode, explain, functionEncoder, layersEncoder, similarity } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, SHAPE, smallEncoder } from '../../test/small-encoder.js';
import { gridFeatures } from '../features/grid-features.js';
import { integratedGradients } from '../methods/integrated-gradients.js';
import { pairMaps } from './pair-maps.js';

beforeAll(() => useBackend('cpu'));

const close = (found: ArrayLike<number>, expected: ArrayLike<number>, share: number) => {
  expect(found.length).toBe(expected.length);
  const scale = Math.max(...Array.from(expected, Math.abs));
  const off = Array.from(found, (value, i) => Math.abs(value - expected[i]!));
  expect(scale).toBeGreaterThan(0);
  expect(Math.max(...off)).toBeLessThan(share * scale);
};
const total = (map: NdArray<Float64Array>) => map.data.reduce((a, b) => a + b, 0);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, k) => sum + value * b[k]!, 0);
const each = gridFeatures([...SHAPE], { size: 1 });
const quietly = { onWarning: () => {} };

/** f(x) = V tanh(U x) of three numbers in float64, its Jacobian, and the same function as an encoder. */
const u = [0.5, -1, 0.25, 0.75, 0.5, -0.5, -1, 1, 1.5];
const v = [1, -0.5, 0.5, 0.25, 1, -1];
const hidden = (x: readonly number[]) => [0, 1, 2].map((h) => Math.tanh(dot(u.slice(3 * h, 3 * h + 3), x)));
const f = (x: readonly number[]) => [0, 1].map((k) => dot(v.slice(3 * k, 3 * k + 3), hidden(x)));
const jacobian = (x: readonly number[]) => {
  const slopes = hidden(x).map((value) => 1 - value * value);
  return [0, 1].map((k) =>
    [0, 1, 2].map((j) => [0, 1, 2].reduce((sum, h) => sum + v[3 * k + h]! * slopes[h]! * u[3 * h + j]!, 0)),
  );
};
const tanhEncoder = () =>
  functionEncoder(
    (x) =>
      tf.matMul(
        tf.tanh(tf.matMul(x as tf.Tensor2D, tf.tensor2d(u, [3, 3]), false, true)),
        tf.tensor2d(v, [2, 3]),
        false,
        true,
      ),
    { inputShape: [3] },
  );

/** The map by its definition, with the midpoint rule of many points. */
function definition(a: number[], b: number[], a0: number[], b0: number[]): number[] {
  const points = 2000;
  const mean = (x: number[], x0: number[]) => {
    const sums = [0, 1].map(() => [0, 0, 0]);
    for (let p = 0; p < points; p++) {
      const t = (p + 0.5) / points;
      const at = jacobian(x.map((value, j) => x0[j]! + t * (value - x0[j]!)));
      for (const k of [0, 1]) for (const j of [0, 1, 2]) sums[k]![j]! += at[k]![j]! / points;
    }
    return sums;
  };
  const [ofA, ofB] = [mean(a, a0), mean(b, b0)];
  return [0, 1, 2].flatMap((i) =>
    [0, 1, 2].map(
      (j) => (a[i]! - a0[i]!) * (ofA[0]![i]! * ofB[0]![j]! + ofA[1]![i]! * ofB[1]![j]!) * (b[j]! - b0[j]!),
    ),
  );
}

describe('pairMaps', () => {
  it('of a linear encoder is (a − a₀)ᵢ [WᵀW]ᵢⱼ (b − b₀)ⱼ', async () => {
    const model = tfl.sequential({
      layers: [tfl.layers.dense({ inputShape: [3], units: 2, kernelInitializer: 'glorotNormal' })],
    });
    const w = model.layers[0]!.getWeights()[0]!.arraySync() as number[][];
    const [a, b] = [
      [1, 2, -1],
      [0.5, -1, 4],
    ];
    const [a0, b0] = [
      [0.5, 0, 0],
      [0, 1, 1],
    ];
    const row = (values: number[]) => ndarray(Float32Array.from(values), [1, 3]);
    const [pair] = await pairMaps(layersEncoder(model), row(a), row(b), {
      baseline: row(a0),
      secondBaseline: row(b0),
      steps: 1,
    });
    const expected = [0, 1, 2].flatMap((i) =>
      [0, 1, 2].map((j) => (a[i]! - a0[i]!) * dot(w[i]!, w[j]!) * (b[j]! - b0[j]!)),
    );
    close(pair!.map.data, expected, 1e-6);
    expect([...pair!.firstFeatures.data]).toEqual([0, 1, 2]);
  });

  it('follows the definition on a smooth encoder', async () => {
    const [a, b] = [
      [1, 2, -1],
      [0.5, -1, 2],
    ];
    const [pair] = await pairMaps(
      tanhEncoder(),
      ndarray(Float32Array.from(a), [1, 3]),
      ndarray(Float32Array.from(b), [1, 3]),
      { baseline: 0.25, steps: 30 },
    );
    const start = [0.25, 0.25, 0.25];
    close(pair!.map.data, definition(a, b, start, start), 3e-6);
    const [fa, fb, f0] = [f(a), f(b), f(start)];
    close([pair!.similarity], [dot(fa, fb)], 1e-6);
    close([pair!.difference], [dot(fa, fb) - dot(f0, fb) - dot(fa, f0) + dot(f0, f0)], 1e-5);
    expect(pair!.quadratureGap).toBeLessThan(1e-5);
  });

  it.each([
    ['dotProduct', 4],
    ['dotProduct', 50],
    ['cosine', 50],
  ] as const)('is complete on a ReLU encoder: %s, %i steps', async (measure, steps) => {
    const encoder = smallEncoder('relu');
    const [first, second, start] = [images(3), images(3, 5), images(1, 9)];
    const pairs = await pairMaps(encoder, first, second, { measure, steps, baseline: start, ...quietly });
    const latents = async (inputs: NdArray) => {
      const z = await encode(encoder, inputs);
      return Array.from({ length: z.shape[0]! }, (_, i) => {
        const row = Array.from({ length: LATENT }, (_, k) => z.get(i, k));
        return measure === 'cosine' ? row.map((value) => value / Math.hypot(...row)) : row;
      });
    };
    const [ofA, ofB, [z0]] = [await latents(first), await latents(second), await latents(start)];
    for (const [i, { map, difference, completenessGap }] of pairs.entries()) {
      const [za, zb] = [ofA[i]!, ofB[i]!];
      const expected = dot(za, zb) - dot(z0!, zb) - dot(za, z0!) + dot(z0!, z0!);
      const size =
        Math.hypot(...za.map((value, k) => value - z0![k]!)) *
        Math.hypot(...zb.map((value, k) => value - z0![k]!));
      expect(Math.abs(difference - expected)).toBeLessThan(1e-5 * size);
      expect(Math.abs(total(map) - expected)).toBeLessThan(1e-5 * size);
      expect(Math.abs(completenessGap)).toBeLessThan(1e-9 * size);
    }
  });

  it('has the integrated gradients of the similarity as row sums and column sums', async () => {
    const encoder = smallEncoder('tanh');
    const [first, second] = [images(2), images(2, 5)];
    const pairs = await pairMaps(encoder, first, second, { features: each, steps: 40 });
    const zero = ndarray(new Float32Array(60), [1, ...SHAPE]);
    const [z0, za, zb] = [
      await encode(encoder, zero),
      await encode(encoder, first),
      await encode(encoder, second),
    ];
    const change = (z: NdArray) =>
      ndarray(
        Float32Array.from(
          { length: 2 * LATENT },
          (_, at) => z.get(Math.floor(at / LATENT), at % LATENT) - z0.get(0, at % LATENT),
        ),
        [2, LATENT],
      );
    const method = integratedGradients({ steps: 40 });
    const ofFirst = await explain(encoder, similarity(change(zb)), first, method);
    const ofSecond = await explain(encoder, similarity(change(za)), second, method);
    for (const [i, { map, firstFeatures, secondFeatures }] of pairs.entries()) {
      const [rows, columns] = map.shape as [number, number];
      const rowSums = Array.from({ length: rows }, (_, r) =>
        dot(
          Array.from({ length: columns }, (_, c) => map.get(r, c)),
          Array(columns).fill(1),
        ),
      );
      const columnSums = Array.from({ length: columns }, (_, c) =>
        dot(
          Array.from({ length: rows }, (_, r) => map.get(r, c)),
          Array(rows).fill(1),
        ),
      );
      const summed = (maps: NdArray<Float32Array>, features: NdArray<Int32Array>) => {
        const sums = new Float64Array(30);
        for (const [j, feature] of features.data.entries()) {
          sums[feature]! += maps.data[60 * i + j]!;
        }
        return sums;
      };
      close(rowSums, summed(ofFirst.maps, firstFeatures), 2e-5);
      close(columnSums, summed(ofSecond.maps, secondFeatures), 2e-5);
    }
  });

  it('the cosine is the dot product of unit latents', async () => {
    const unit = functionEncoder(
      (x) => {
        const z = tf.matMul(
          tf.tanh(tf.matMul(x as tf.Tensor2D, tf.tensor2d(u, [3, 3]), false, true)),
          tf.tensor2d(v, [2, 3]),
          false,
          true,
        );
        return tf.div(z, tf.sqrt(tf.sum(tf.square(z), 1, true))) as tf.Tensor2D;
      },
      { inputShape: [3] },
    );
    const [a, b] = [ndarray(Float32Array.of(1, 2, -1), [1, 3]), ndarray(Float32Array.of(0.5, -1, 2), [1, 3])];
    const options = { baseline: 0.25, steps: 30 };
    const [expected] = await pairMaps(unit, a, b, options);
    const [found] = await pairMaps(tanhEncoder(), a, b, { ...options, measure: 'cosine' });
    close(found!.map.data, expected!.map.data, 1e-5);
    close([found!.similarity], [expected!.similarity], 1e-6);
  });

  it('warns if the cosine is not defined because a latent is zero', async () => {
    const heard: string[] = [];
    const [zero, other] = [
      ndarray(new Float32Array(3), [1, 3]),
      ndarray(Float32Array.of(0.5, -1, 2), [1, 3]),
    ];
    const warned = (first: NdArray, measure: 'cosine' | 'dotProduct', baseline: number) =>
      pairMaps(tanhEncoder(), first, other, {
        ...{ measure, baseline, steps: 20 },
        onWarning: (message) => heard.push(message),
      });
    await warned(zero, 'dotProduct', 0.25);
    await warned(other, 'cosine', 0.25);
    expect(heard).toEqual([]);
    await warned(zero, 'cosine', 0.25);
    await warned(other, 'cosine', 0);
    const undefinedCosines = heard.filter((message) =>
      message.startsWith('pairMaps: for 1 of 1 pairs, the latent of an input or a baseline is zero'),
    );
    expect(undefinedCosines).toHaveLength(2);
  });

  it('adds up the numbers of a feature, and takes other features for the second inputs', async () => {
    const encoder = smallEncoder('relu');
    const options = { steps: 6, ...quietly };
    const [fine] = await pairMaps(encoder, images(1), images(1, 5), { ...options, features: each });
    const features = gridFeatures([...SHAPE], { rows: 2, columns: 2 });
    const secondFeatures = gridFeatures([...SHAPE], { rows: 3, columns: 1 });
    const [coarse] = await pairMaps(encoder, images(1), images(1, 5), {
      ...options,
      features,
      secondFeatures,
    });
    expect(coarse!.map.shape).toEqual([4, 3]);
    const [patches, stripes] = [Array.from(features.data), Array.from(secondFeatures.data)];
    const sums = new Float64Array(12);
    for (let i = 0; i < 30; i++) {
      for (let j = 0; j < 30; j++) sums[3 * patches[i]! + stripes[j]!]! += fine!.map.get(i, j);
    }
    close(coarse!.map.data, sums, 1e-9);
    const [byDefault] = await pairMaps(encoder, images(1), images(1, 5), options);
    expect(byDefault!.map.shape).toEqual([30, 30]);
  });

  it('takes a second encoder of the same latent space', async () => {
    const encoder = smallEncoder('tanh');
    const other = functionEncoder(
      (x) =>
        tf.pad(x as tf.Tensor2D, [
          [0, 0],
          [0, 1],
        ]),
      { inputShape: [3] },
    );
    const b = ndarray(Float32Array.of(1, -2, 3, 0.5, 1, 0), [2, 3]);
    const pairs = await pairMaps(encoder, images(2), b, { secondEncoder: other, steps: 20 });
    const z = await encode(encoder, images(2));
    for (const [i, { map, similarity: found, secondFeatures }] of pairs.entries()) {
      expect(map.shape).toEqual([30, 3]);
      expect(secondFeatures.shape).toEqual([3]);
      close(
        [found],
        [
          dot(
            [0, 1, 2].map((k) => z.get(i, k)),
            [0, 1, 2].map((k) => b.get(i, k)),
          ),
        ],
        1e-6,
      );
    }
  });

  it('gives each pair the same map in any batch, also from an encoder with values per sample', async () => {
    const picture = tfl.input({ shape: [3], name: 'picture' });
    const condition = tfl.input({ shape: [2], name: 'condition' });
    const joined = tfl.layers.concatenate().apply([picture, condition]) as tfl.SymbolicTensor;
    const latent = tfl.layers.dense({ units: 2, activation: 'tanh' }).apply(joined) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs: [picture, condition], outputs: latent });
    const given = ndarray(numbers(6, 2), [3, 2]);
    const encoder = layersEncoder(model, { given: { condition: given } });
    const [a, b] = [ndarray(numbers(9, 3), [3, 3]), ndarray(numbers(9, 4), [3, 3])];
    const together = await pairMaps(encoder, a, b);
    const twos = await pairMaps(encoder, a, b, { batchSize: 2 });
    for (const [i, { map, completenessGap }] of together.entries()) {
      close(twos[i]!.map.data, map.data, 1e-5);
      expect(Math.abs(completenessGap)).toBeLessThan(1e-6);
    }
    const last = layersEncoder(model, { given: { condition: ndarray(given.data.slice(4), [1, 2]) } });
    const [alone] = await pairMaps(last, a.lo(2), b.lo(2));
    close(alone!.map.data, together[2]!.map.data, 1e-5);
  });

  it('reports progress, frees its tensors, stops on abort, and warns of too few steps', async () => {
    const encoder = smallEncoder('relu');
    await encode(encoder, images(1));
    const before = tf.memory().numTensors;
    const done: number[] = [];
    const warnings: string[] = [];
    await pairMaps(encoder, images(3), images(3, 5), {
      steps: 2,
      batchSize: 2,
      onProgress: (progress) => {
        expect(progress.total).toBe(6);
        done.push(progress.done);
      },
      onWarning: (message) => warnings.push(message),
    });
    expect(done.every((value, i) => i === 0 || value >= done[i - 1]!)).toBe(true);
    expect(done.at(-1)).toBe(6);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /^pairMaps: for \d of 3 pairs, the quadrature missed more than 5 % of the change/,
    );
    const aborted = new AbortController();
    aborted.abort(new Error('stop'));
    await expect(pairMaps(encoder, images(1), images(1), { signal: aborted.signal })).rejects.toThrow('stop');
    const later = new AbortController();
    const run = pairMaps(encoder, images(1), images(1), {
      signal: later.signal,
      onProgress: () => later.abort(new Error('later')),
    });
    await expect(run).rejects.toThrow('later');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('of an input that equals its baseline is zero', async () => {
    const [pair] = await pairMaps(smallEncoder('relu'), images(1), images(1, 5), {
      baseline: images(1),
      steps: 4,
      ...quietly,
    });
    expect([...pair!.map.data].every((value) => value === 0)).toBe(true);
    expect(pair!.difference).toBe(0);
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'pairMaps: expected as many second inputs as first inputs, 2; got 1.',
      () => pairMaps(smallEncoder('relu'), images(2), images(1)),
    ],
    [
      'pairMaps: secondEncoder must have the latent size of the encoder, 4; it has 2.',
      () =>
        pairMaps(smallEncoder('relu'), images(1), ndarray(new Float32Array(3), [1, 3]), {
          secondEncoder: tanhEncoder(),
        }),
    ],
    [
      'pairMaps: expected inputs of shape [n,6,5,2]; got [1,3].',
      () => pairMaps(smallEncoder('relu'), ndarray(new Float32Array(3), [1, 3]), images(1)),
    ],
    ['pairMaps: steps must be', () => pairMaps(smallEncoder('relu'), images(1), images(1), { steps: 0 })],
    [
      'pairMaps: measure must be',
      () => pairMaps(smallEncoder('relu'), images(1), images(1), { measure: 'l2' as never }),
    ],
    [
      'pairMaps: quadrature must be',
      () => pairMaps(smallEncoder('relu'), images(1), images(1), { quadrature: 'x' as never }),
    ],
    [
      'pairMaps: the baseline must have shape [6, 5, 2]',
      () =>
        pairMaps(smallEncoder('relu'), images(1), images(1), { baseline: ndarray(new Float32Array(3), [3]) }),
    ],
    [
      'pairMaps: features must be labels',
      () =>
        pairMaps(smallEncoder('relu'), images(1), images(1), { features: ndarray(new Int32Array(3), [3]) }),
    ],
    [
      'pairMaps: unknown option "step"',
      () => pairMaps(smallEncoder('relu'), images(1), images(1), { step: 1 } as never),
    ],
    [
      'pairMaps: the method needs an encoder with a derivative',
      () =>
        pairMaps(
          { inputShape: [3], latentSize: 2, encode: () => tf.zeros([1, 2]) },
          ndarray(new Float32Array(3), [1, 3]),
          ndarray(new Float32Array(3), [1, 3]),
        ),
    ],
    [
      'pairMaps: a map may have at most 67108864 pairs of features; pair 0 has 10000 × 10000;',
      () => {
        const wide = functionEncoder((x) => tf.slice(x as tf.Tensor2D, [0, 0], [-1, 2]), {
          inputShape: [10_000],
        });
        const inputs = ndarray(new Float32Array(10_000), [1, 10_000]);
        return pairMaps(wide, inputs, inputs);
      },
    ],
    [
      'pairMaps: all maps together may have at most 268435456 pairs of features (2 GB); those of 17 pairs of inputs have 285212672;',
      () => {
        const wide = functionEncoder((x) => tf.slice(x as tf.Tensor2D, [0, 0], [-1, 2]), {
          inputShape: [4096],
        });
        const inputs = ndarray(new Float32Array(17 * 4096), [17, 4096]);
        return pairMaps(wide, inputs, inputs);
      },
    ],
    [
      'pairMaps: a latent may have at most 536870912 derivatives (2 GB); 600 dimensions of inputs [1000000] have 600000000;',
      () => {
        const wide = functionEncoder((x) => tf.slice(x as tf.Tensor2D, [0, 0], [-1, 600]), {
          inputShape: [1_000_000],
        });
        const inputs = ndarray(new Float32Array(1_000_000), [1, 1_000_000]);
        return pairMaps(wide, inputs, inputs, {
          features: ndarray(new Int32Array(1_000_000), [1_000_000]),
        });
      },
    ],
  ])('rejects before any work: %s', async (message, run) => {
    await expect(run()).rejects.toThrow(message);
  });
});
