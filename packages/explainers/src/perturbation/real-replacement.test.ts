import { conceptVector, cosine, explain, latentDimension, layersEncoder, scorePerSample } from '@csm/core';
import { registerKernels } from '@csm/wasm';
import { memory } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../test/backends.js';
import { hostEncoder } from '../../test/host-encoder.js';
import { gridFeatures } from '../features/grid-features.js';
import { replacement } from './real-replacement.js';
import type { ReplacementOptions } from './real-replacement-options.js';

const numbers = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233) * 2);
const array = (shape: number[], seed: number) =>
  ndarray(
    numbers(
      shape.reduce((a, b) => a * b),
      seed,
    ),
    shape,
  );
/** The rows of an array, flat. */
const rowsOf = ({ data, shape: [count = 0] }: NdArray<Float32Array>) =>
  Array.from({ length: count }, (_, row) => {
    const size = data.length / count;
    return data.slice(row * size, (row + 1) * size);
  });
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const quiet = { onWarning: () => {} };

/** z₁ = Σ (i + 1) xᵢ, z₂ = x₀ x₁, z₃ = tanh of the mean. */
const latents = (x: Float32Array) => [
  x.reduce((sum, value, i) => sum + (i + 1) * value, 0),
  (x[0] ?? 0) * (x[1] ?? 0),
  Math.tanh(mean([...x])),
];
const first = latentDimension(0, 3);

describe('replacement', () => {
  beforeAll(() => useBackend('cpu'));

  it('of a linear score is the weight times the difference to the mean of the donors', async () => {
    const [inputs, donors] = [array([3, 5], 1), array([4, 5], 2)];
    const labels = [0, 1, 1, 2, 0];
    const features = ndarray(Int32Array.from(labels));
    const encoder = hostEncoder([5], 3, latents);
    const method = { donors, donorsPerInput: 4 };
    const single = await explain(encoder, first, inputs, replacement(method));
    const grouped = await explain(encoder, first, inputs, replacement({ ...method, features }));
    for (const [n, x] of rowsOf(inputs).entries()) {
      const effect = labels.map((_, i) => (i + 1) * (x[i]! - mean(rowsOf(donors).map((donor) => donor[i]!))));
      for (const [i, label] of labels.entries()) {
        expect(single.maps.get(n, i)).toBeCloseTo(effect[i]!, 4);
        const members = effect.filter((_, j) => labels[j] === label);
        expect(grouped.maps.get(n, i)).toBeCloseTo(mean(members), 4);
      }
    }
  });

  it('of a product is computed by hand', async () => {
    const donors = ndarray(Float32Array.of(1, 1, 0, 5), [2, 2]);
    const inputs = ndarray(Float32Array.of(2, 3), [1, 2]);
    const product = latentDimension(1, 3);
    const { maps } = await explain(hostEncoder([2], 3, latents), product, inputs, replacement({ donors }));
    // 2 · 3 minus the mean of 1 · 3 and 0 · 3; minus the mean of 2 · 1 and 2 · 5.
    expect([...maps.data]).toEqual([4.5, 0]);
  });

  it('draws two donors for each input, never one twice, each as often as the others', async () => {
    const count = 600;
    // The sum of two donors tells which they are.
    const donors = ndarray(Float32Array.of(1, 2, 4, 8), [4, 1]);
    const inputs = ndarray(new Float32Array(count), [count, 1]);
    const pairsOf = async (seed: number) => {
      const method = replacement({ donors, seed });
      const { maps } = await explain(hostEncoder([1], 3, latents), first, inputs, method, quiet);
      return Array.from(maps.data, (value) => -2 * value);
    };
    const pairs = await pairsOf(0);
    expect(new Set(pairs)).toEqual(new Set([3, 5, 6, 9, 10, 12]));
    for (const pair of new Set(pairs)) {
      // 100 expected; five standard deviations are 46.
      expect(Math.abs(pairs.filter((each) => each === pair).length - count / 6)).toBeLessThan(46);
    }
    expect(await pairsOf(0)).toEqual(pairs);
    expect(await pairsOf(1)).not.toEqual(pairs);
  });

  it('draws donors by the index of the input in the whole run', async () => {
    const [inputs, donors] = [array([7, 4], 3), array([9, 4], 4)];
    const encoder = hostEncoder([4], 3, latents);
    const mapsOf = async (batchSize: number, perturbationsPerEval: number) => {
      const method = replacement({ donors, perturbationsPerEval });
      return (await explain(encoder, latentDimension(1, 3), inputs, method, { batchSize })).maps;
    };
    const maps = await mapsOf(7, 1);
    for (const [batchSize, atOnce] of [
      [1, 1],
      [2, 3],
      [4, 100],
    ] as const) {
      expect(await mapsOf(batchSize, atOnce)).toEqual(maps);
    }
  });

  it('leaves out donors that equal the input, and warns if none is left', async () => {
    const inputs = ndarray(Float32Array.of(1, 2, 3, 4), [2, 2]);
    const encoder = hostEncoder([2], 3, latents);
    const warnings: string[] = [];
    const run = { onWarning: (message: string) => warnings.push(message) };
    // Each input has one other donor.
    const { maps } = await explain(encoder, first, inputs, replacement({ donors: inputs }), run);
    expect([...maps.data]).toEqual([-2, -4, 2, 4]);
    expect(warnings).toEqual([]);
    const one = replacement({ donors: ndarray(Float32Array.of(3, 4), [1, 2]) });
    const found = await explain(encoder, first, inputs, one, run);
    expect([...found.maps.data]).toEqual([-2, -4, 0, 0]);
    expect(warnings).toEqual([
      'replacement: all donors equal the input 1, whose map is therefore zero; pass donors that are other inputs.',
    ]);
  });

  it('encodes a feature only if its content differs, once for all scores, several at once', async () => {
    const inputs = ndarray(Float32Array.of(1, 2, 3, 4, 1, 2, 3, 9), [2, 4]);
    const donors = ndarray(Float32Array.of(1, 2, 8, 9), [1, 4]);
    const encoder = hostEncoder([4], 3, latents);
    const scores = [first, latentDimension(1, 3), cosine(conceptVector('c', [1, 2, 3]))];
    const found = await explain(encoder, scores, inputs, replacement({ donors }));
    // The check of the encoder, the inputs, two numbers of which both differ for the first input only, and the scores.
    expect(encoder.calls.slice(-3)).toEqual([2, 4, 2]);
    expect(found[0]?.maps.data.map((value) => value + 0)).toEqual(
      Float32Array.of(0, 0, -15, -20, 0, 0, -15, 0),
    );
    const before = encoder.calls.length;
    const several = replacement({ donors: array([3, 4], 8), donorsPerInput: 3, perturbationsPerEval: 5 });
    await explain(encoder, scores, inputs, several);
    // 12 copies of each of two inputs, five at a time.
    expect(encoder.calls.slice(before)).toEqual([2, 10, 10, 4, 2]);
    await explain(encoder, first, inputs, replacement({ donors: array([3, 4], 8) }));
    // By default, four copies of two inputs at a time.
    expect(encoder.calls.slice(before + 5)).toEqual([2, 8, 8, 2]);
  });

  it('takes labels per input, and one score per input', async () => {
    const [inputs, donors] = [array([3, 4], 7), array([2, 4], 8)];
    const labels = [
      [0, 0, 1, 1],
      [5, 5, 5, 5],
      [3, 2, 1, 0],
    ];
    const features = ndarray(Int32Array.from(labels.flat()), [3, 4]);
    const scores = [0, 1, 2].map((i) => latentDimension(i, 3));
    const encoder = hostEncoder([4], 3, latents);
    const method = replacement({ donors, features, perturbationsPerEval: 3 });
    const options = { ...quiet, batchSize: 2 };
    const { maps } = await explain(encoder, scorePerSample('own', scores), inputs, method, options);
    for (const [n, x] of rowsOf(inputs).entries()) {
      const own = labels[n] ?? [];
      for (const [i, label] of own.entries()) {
        const after = rowsOf(donors).map(
          (donor) => latents(x.map((value, j) => (own[j] === label ? donor[j]! : value)))[n]!,
        );
        const effect = latents(x)[n]! - mean(after);
        expect(maps.get(n, i)).toBeCloseTo(effect / own.filter((each) => each === label).length, 4);
      }
    }
  });

  it('replaces 8 × 8 patches of pictures by default, in any layout', async () => {
    const shape = [19, 16, 3];
    const encoder = hostEncoder(shape, 3, latents, 'channelsLast');
    const [inputs, donors] = [array([2, ...shape], 1), array([3, ...shape], 2)];
    const features = gridFeatures(shape, { rows: 8, columns: 8 });
    const score = latentDimension(2, 3);
    const { maps } = await explain(encoder, score, inputs, replacement({ donors }));
    expect(maps).toEqual((await explain(encoder, score, inputs, replacement({ donors, features }))).maps);

    const back = (x: Float32Array) => {
      const last = new Float32Array(x.length);
      for (let at = 0; at < x.length; at++) last[(at % 304) * 3 + Math.floor(at / 304)] = x[at]!;
      return latents(last);
    };
    const turned = hostEncoder([3, 19, 16], 3, back, 'channelsFirst');
    const move = (pictures: NdArray<Float32Array>) => pictures.transpose(0, 3, 1, 2);
    const found = await explain(turned, score, move(inputs), replacement({ donors: move(donors) }));
    for (const [n, c, y, x] of [
      [0, 0, 0, 0],
      [1, 2, 18, 15],
      [0, 1, 9, 7],
    ] as const) {
      expect(found.maps.get(n, c, y, x)).toBe(maps.get(n, y, x, c));
    }
  });

  it('has effects that the order of the donors does not change if all are used, and that add up', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(50),
        async (labels, count, seed) => {
          const encoder = hostEncoder([6], 3, latents);
          const [inputs, donors] = [array([2, 6], seed + 1), array([count, 6], seed + 2)];
          const features = ndarray(Int32Array.from(labels));
          const concept = conceptVector('c', [0.5, -1, 2]);
          const options = { features, donorsPerInput: count };
          const mapsOf = async (given: NdArray, more = {}) =>
            (
              await explain(
                encoder,
                concept,
                inputs,
                replacement({ ...options, ...more, donors: given }),
                quiet,
              )
            ).maps;
          const maps = await mapsOf(donors);
          for (const other of [await mapsOf(donors.step(-1)), await mapsOf(donors, { seed: 5 })]) {
            for (const [i, value] of maps.data.entries()) expect(other.data[i]).toBeCloseTo(value, 4);
          }
          const score = (x: Float32Array) =>
            latents(x).reduce((sum, value, i) => sum + value * concept.vector[i]!, 0);
          for (const [n, x] of rowsOf(inputs).entries()) {
            for (const label of labels) {
              const after = rowsOf(donors).map((donor) =>
                score(x.map((value, j) => (labels[j] === label ? donor[j]! : value))),
              );
              const members = labels.flatMap((each, i) => (each === label ? [maps.get(n, i)] : []));
              const sum = members.reduce((a, b) => a + b, 0);
              expect(sum).toBeCloseTo(score(x) - mean(after), 4);
            }
          }
        },
      ),
      { seed: 2, numRuns: 30 },
    );
  });
});

/** A convolutional encoder of 8 × 8 × 2 pictures, the lower half of which it does not read. */
function upperHalfEncoder() {
  const { layers, initializers } = tfl;
  const kernel = (seed: number) => ({ kernelInitializer: initializers.glorotNormal({ seed }) });
  const model = tfl.sequential();
  model.add(
    layers.cropping2D({
      inputShape: [8, 8, 2],
      cropping: [
        [0, 4],
        [0, 0],
      ],
    }),
  );
  model.add(layers.conv2d({ filters: 5, kernelSize: 3, strides: 2, activation: 'relu', ...kernel(1) }));
  model.add(layers.flatten());
  model.add(layers.dense({ units: 3, activation: 'tanh', ...kernel(2) }));
  return layersEncoder(model);
}

describe.each(BACKENDS)('replacement on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  it('is what a loop over features and donors finds; what the encoder does not read has the effect 0', async () => {
    const encoder = upperHalfEncoder();
    const [inputs, donors] = [array([2, 8, 8, 2], 1), array([3, 8, 8, 2], 2)];
    const features = gridFeatures([8, 8, 2], { size: 2 });
    const concept = conceptVector('c', [1, -2, 0.5]);
    const scoreOf = async (x: Float32Array) => {
      const { scores } = await explain(encoder, concept, ndarray(x, [1, 8, 8, 2]), {
        name: 'none',
        attribute: async ({ scores }, batch) => ({ maps: scores.map(() => batch.clone()) }),
      });
      return scores.data[0] ?? 0;
    };
    const method = replacement({ donors, donorsPerInput: 3, features, perturbationsPerEval: 7 });
    const before = memory().numTensors;
    const { maps } = await explain(encoder, concept, inputs, method);
    expect(memory().numTensors).toBe(before);
    for (const [n, x] of rowsOf(inputs).entries()) {
      for (let patch = 0; patch < 16; patch++) {
        const after: number[] = [];
        for (const donor of rowsOf(donors)) {
          const changed = x.map((value, at) => (features.data[at >> 1] === patch ? donor[at]! : value));
          after.push(await scoreOf(changed));
        }
        const [row, column] = [2 * Math.floor(patch / 4), 2 * (patch % 4)];
        const effect = maps.get(n, row, column, 0) * 8;
        expect(effect).toBeCloseTo((await scoreOf(x)) - mean(after), 5);
        if (row >= 4) expect(effect).toBe(0);
        else expect(effect).not.toBe(0);
      }
    }
  });
});

describe('invalid options of replacement are refused before the run:', () => {
  beforeAll(() => useBackend('cpu'));
  const donors = array([2, 4, 5, 3], 1);
  const run = (options: unknown, shape = [4, 5, 3]) =>
    explain(
      hostEncoder(shape, 3, latents),
      conceptVector('c', [1, 0, 0]),
      array([2, ...shape], 1),
      replacement(options as ReplacementOptions),
    );

  it.each<[string, unknown, string]>([
    ['no options', undefined, 'replacement: expected an object of options (donors, '],
    ['no donors', {}, 'replacement, donors: expected an ndarray; got undefined.'],
    [
      'an empty set of donors',
      { donors: ndarray(new Float32Array(0), [0, 4, 5, 3]) },
      'replacement: donors must be at least one input, [m, ...inputShape]; got shape [0, 4, 5, 3].',
    ],
    [
      'a donor without a batch axis',
      { donors: array([4, 5, 3], 1) },
      'replacement: donors must have shape [m, 4, 5, 3]; got [4, 5, 3]; add a batch axis: [1, 4, 5, 3].',
    ],
    [
      'donors of another shape',
      { donors: array([2, 5, 4, 3], 1) },
      'replacement: donors must have shape [m, 4, 5, 3]; got [2, 5, 4, 3].',
    ],
    [
      'a donor that is not finite',
      { donors: ndarray(Float32Array.of(1, 2, Number.NaN, 4), [2, 2]) },
      'replacement: donors must be finite; donor 1 holds NaN.',
    ],
    [
      'no donor per input',
      { donors, donorsPerInput: 0 },
      'replacement: donorsPerInput must be a whole number of at least 1; got 0.',
    ],
    ['a seed that is not whole', { donors, seed: 0.5 }, 'replacement: seed must be '],
    [
      'no copies',
      { donors, perturbationsPerEval: 0 },
      'replacement: perturbationsPerEval must be a whole number of at least 1; got 0.',
    ],
    [
      'labels for other inputs',
      { donors, features: ndarray(new Int32Array(60), [3, 4, 5, 1]) },
      'replacement: features are labels of 3 inputs; got 2 inputs; pass labels for each input.',
    ],
    ['labels that do not fit', { donors, features: ndarray(new Int32Array(20), [5, 4]) }, 'got [5, 4].'],
  ])('%s', async (_, options, message) => {
    await expect((async () => run(options))()).rejects.toThrow(message);
  });

  it('pictures whose layout is unknown', async () => {
    await expect(run({ donors: array([2, 3, 8, 5], 1) }, [3, 8, 5])).rejects.toThrow(
      'replacement: expected the layout of the inputs; [3, 8, 5] looks like channels-first pictures',
    );
  });
});
