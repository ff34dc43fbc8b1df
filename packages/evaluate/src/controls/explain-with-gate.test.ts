import {
  conceptVector,
  cosine,
  type Explainer,
  encode,
  explain,
  functionEncoder,
  layersEncoder,
  meanDifference,
} from '@csm/core';
import { decoderMap, gradient, integratedGradients, replacement, superpixels } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import {
  normals,
  pictures,
  SIZE,
  shiftedLatents,
  showsInput,
  smallEncoder,
  smallModel,
} from '../../test/small-vae.js';
import { isotropicConcepts } from '../concepts/isotropic-concepts.js';
import { firstRows } from '../maps/stack-rows.js';
import { explainWithGate } from './explain-with-gate.js';

beforeAll(() => useBackend('cpu'));
const encoder = () => smallEncoder();
const concept = conceptVector('smile', [1, -2, 0.5, 1, 0, 3]);
const donors = pictures(6, 9);
const quiet = { onWarning: () => {} };

describe('explainWithGate', () => {
  it('returns what explain returns, and what it was compared with', async () => {
    const inputs = pictures(5);
    const progress: number[] = [];
    const small = encoder();
    const before = tf.memory().numTensors;
    const { gate, randomMaps, evidence, ...rest } = await explainWithGate(
      small,
      concept,
      inputs,
      gradient(),
      {
        ...quiet,
        donors,
        gateInputs: 3,
        randomConcepts: 4,
        onProgress: ({ done, total }) => progress.push(done / total),
      },
    );
    expect(tf.memory().numTensors).toBe(before);
    const plain = await explain(small, concept, inputs, gradient());
    expect(rest).toEqual(plain);
    const some = firstRows(inputs, 3);
    expect(evidence).toEqual((await explain(small, concept, some, replacement({ donors }))).maps);
    const random = isotropicConcepts(concept, { count: 4, seed: 0, orthogonal: true });
    expect(randomMaps).toEqual((await explain(small, random, some, gradient())).map(({ maps }) => maps));
    expect(gate.map.measured?.overlaps).toHaveLength(3);
    expect(gate.footnote?.measured.control.similarity.pearson.shape).toEqual([3, 4]);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
  });

  it('asks only what examples and donors allow', async () => {
    const { gate, ...rest } = await explainWithGate(encoder(), concept, pictures(2), gradient(), quiet);
    expect(gate.verdict).toBe('too few to tell');
    expect(gate.reasons).toHaveLength(2);
    expect(rest).not.toHaveProperty('evidence');
    expect(rest).not.toHaveProperty('randomMaps');
  });

  it('fails a random vector with good examples, and passes the vector of the examples', async () => {
    const examples = { positives: shiftedLatents(40, 4, 1), negatives: shiftedLatents(40, 0, 2) };
    const held = { positives: shiftedLatents(40, 4, 3), negatives: shiftedLatents(40, 0, 4) };
    const verdictOf = async (vector: typeof concept) =>
      (await explainWithGate(encoder(), vector, pictures(1), gradient(), { ...quiet, examples: held })).gate
        .concept.verdict;
    expect(await verdictOf(meanDifference('c', examples.positives, examples.negatives))).toBe('believe');
    expect(await verdictOf(conceptVector('random', [0, 1, -1, 1, 0.5, 2]))).toBe('doubt');
  });

  it('doubts a map that lies where the encoder is blind, and believes integrated gradients', async () => {
    // The encoder reads the upper half alone; the decoder draws the lower half as well.
    const crop = tfl.sequential({
      layers: [
        tfl.layers.cropping2D({
          inputShape: [SIZE, SIZE, 1],
          cropping: [
            [0, SIZE / 2],
            [0, 0],
          ],
        }),
        tfl.layers.flatten(),
        tfl.layers.dense({ units: 3, kernelInitializer: tfl.initializers.glorotNormal({ seed: 2 }) }),
      ],
    });
    const blind = layersEncoder(crop);
    const inputs = normals([2, SIZE, SIZE, 1], 3);
    const draws = {
      decode: (z: tf.Tensor2D) =>
        tf.tidy(() => {
          const half = tf.mul(tf.reshape(tf.sum(z, 1), [-1, 1, 1, 1]), tf.ones([1, SIZE / 2, SIZE, 1]));
          return tf.concat([tf.zerosLike(half), half], 1) as tf.Tensor;
        }),
    };
    const v = conceptVector('lower', [1, 1, 1]);
    const run = { ...quiet, donors: normals([8, SIZE, SIZE, 1], 4), donorsPerInput: 8 };
    const drawn = await explainWithGate(blind, v, inputs, decoderMap({ decoder: draws, alpha: 1 }), run);
    expect(drawn.gate.map.measured).toMatchObject({ overlap: 0, unread: 1 });
    expect(drawn.gate.verdict).toBe('doubt');
    const baseline = ndarray(new Float32Array(SIZE * SIZE), [SIZE, SIZE, 1]);
    const read = await explainWithGate(blind, v, inputs, integratedGradients({ baseline }), run);
    expect(read.gate.map.verdict).toBe('believe');
  });

  it('works with an encoder that has no derivative, and for tables', async () => {
    const weights = [3, 0, 0, 0, 1, 0, 0, 0, 2, 0];
    const server = {
      inputShape: [10],
      latentSize: 2,
      encode: async (x: tf.Tensor) =>
        tf.tidy(() =>
          tf.matMul<tf.Tensor2D>(
            x as tf.Tensor2D,
            tf.tensor2d(
              weights.flatMap((w) => [w, -w]),
              [10, 2],
            ),
          ),
        ),
    };
    const table = (count: number, seed: number) => normals([count, 10], seed);
    const { gate, evidence } = await explainWithGate(
      server,
      conceptVector('c', [1, 0]),
      table(3, 1),
      replacement({ donors: table(5, 2), seed: 7 }),
      { ...quiet, donors: table(9, 3), donorsPerInput: 3 },
    );
    expect(gate.map.verdict).toBe('believe');
    expect(evidence?.get(0, 1)).toBe(0);
  });

  describe('on sparse counts, where inputs and donors share most zeros', () => {
    const GENES = 400;
    /** Counts of which one in ten is not 0, in the first half of the genes alone, as a tissue lies in a part of a picture. */
    const counts = (n: number, seed: number) => {
      const drawn = normals([n, GENES], seed);
      for (let at = 0; at < drawn.size; at++) {
        drawn.data[at] = at % GENES < GENES / 2 && drawn.data[at]! > 1.2 ? Math.ceil(3 * drawn.data[at]!) : 0;
      }
      return drawn;
    };
    const weights = normals([GENES, 2], 50);
    const linear = {
      inputShape: [GENES],
      latentSize: 2,
      encode: (x: tf.Tensor) =>
        tf.tidy(() => tf.matMul<tf.Tensor2D>(x as tf.Tensor2D, tf.tensor2d(weights.data, [GENES, 2]))),
    };
    const v = conceptVector('c', [1, 0]);
    const run = { ...quiet, donors: counts(20, 2), donorsPerInput: 2 };
    const ofMaps = (name: string, value: (gene: number) => number): Explainer => ({
      name,
      attribute: async ({ scores }, inputs) => ({
        maps: scores.map(() =>
          tf.tidy(() =>
            tf.mul(
              tf.onesLike(inputs),
              tf.tensor2d(
                Float32Array.from({ length: GENES }, (_, k) => value(k)),
                [1, GENES],
              ),
            ),
          ),
        ),
      }),
    });

    it('believes the weights of the encoder: where nothing was asked, an effect of 0 says nothing', async () => {
      const own = ofMaps('weights', (gene) => weights.get(gene, 0));
      const { gate } = await explainWithGate(linear, v, counts(4, 1), own, run);
      expect(gate.map.measured?.unread).toBeLessThan(0.3);
      expect(gate.map.measured?.features).toBeLessThan(GENES / 2);
      expect(gate.map.verdict).toBe('believe');
    });

    it('doubts a map that only shows where there are counts at all', async () => {
      const tissue = ofMaps('tissue', (gene) => (gene < GENES / 2 ? 1 + 0.1 * Math.sin(gene) : 0));
      expect((await explainWithGate(linear, v, counts(4, 1), tissue, run)).gate.map.verdict).toBe('doubt');
    });
  });

  it('warns with the reasons', async () => {
    const onWarning = vi.fn();
    const held = { positives: shiftedLatents(30, 0, 3), negatives: shiftedLatents(30, 0, 4) };
    const { gate } = await explainWithGate(encoder(), concept, pictures(2), showsInput(), {
      onWarning,
      donors,
      examples: held,
    });
    expect(onWarning.mock.calls.flat()).toEqual(gate.reasons.map((reason) => `explainWithGate: ${reason}`));
    expect(gate.concept.verdict).toBe('doubt');
  });

  it('takes superpixels of each input, also of more inputs than are compared', async () => {
    const inputs = pictures(5);
    const features = superpixels(inputs, { count: 9 });
    const run = (one: typeof features) =>
      explainWithGate(encoder(), concept, inputs, gradient(), {
        ...quiet,
        donors,
        gateInputs: 2,
        features: one,
      });
    expect((await run(features)).gate.map.measured?.overlaps).toHaveLength(2);
    await expect(run(superpixels(pictures(3), { count: 9 }))).rejects.toThrow(
      'explainWithGate: features must be labels of all 5 inputs, or the same for all; got labels of 3 inputs.',
    );
  });

  it('says that the donors equal the inputs, which is no verdict on the map', async () => {
    const onWarning = vi.fn();
    const inputs = pictures(1);
    const { gate } = await explainWithGate(encoder(), concept, inputs, gradient(), {
      onWarning,
      donors: inputs,
    });
    expect(gate.map.verdict).toBe('too few to tell');
    expect(onWarning.mock.calls.flat()[0]).toBe(
      'explainWithGate: the donors equal the inputs, so nothing can be replaced; pass other donors.',
    );
  });

  it('warns once of donors that have the concept', async () => {
    // The score is the sum of all numbers.
    const total = functionEncoder((x) => tf.sum(x, 1, true), { inputShape: [12] });
    const moved = (shift: number, seed: number) => {
      const made = normals([4, 12], seed);
      return ndarray(
        made.data.map((value) => value + shift),
        made.shape,
      );
    };
    const warningsOf = async (shift: number) => {
      const onWarning = vi.fn();
      await explainWithGate(total, conceptVector('sum', [1]), moved(2, 1), gradient(), {
        onWarning,
        donors: moved(shift, 2),
      });
      return onWarning.mock.calls.flat().filter((warning) => /donors, so/.test(warning));
    };
    expect(await warningsOf(0)).toEqual([]);
    expect(await warningsOf(4)).toEqual([
      'explainWithGate: the inputs score lower for "sum" than 100 % of the donors, so the evidence may not be about this concept; ' +
        'pass donors that lack it, and inputs that have it.',
    ]);
  });

  it('explains one draw of the posterior if it is asked for', async () => {
    // An encoder whose σ is its mean: z = μ + μ ⊙ ε.
    const drawn = layersEncoder(smallModel(), { std: 'z_mean' });
    const sample = { seed: 2 };
    const options = { ...quiet, sample, donors, gateInputs: 2 };
    const { maps, scores } = await explainWithGate(drawn, concept, pictures(3), gradient(), options);
    const plain = await explain(drawn, concept, pictures(3), gradient(), { sample });
    expect([maps, scores]).toEqual([plain.maps, plain.scores]);
  });

  it('stays within the given memory, as explain does', async () => {
    const sizes: number[] = [];
    const spy: Explainer = {
      ...gradient(),
      attribute: (target, inputs, run) => {
        sizes.push(inputs.shape[0]!);
        return gradient().attribute(target, inputs, run);
      },
    };
    const options = { ...quiet, memory: '1MB' };
    await explain(encoder(), concept, pictures(30), spy, options);
    const alone = sizes.splice(0);
    expect(alone[0]).not.toBe(8);
    await explainWithGate(encoder(), concept, pictures(30), spy, { ...options, donors });
    expect(sizes.slice(0, alone.length)).toEqual(alone);
    await expect(
      explainWithGate(encoder(), concept, pictures(2), spy, { ...options, batchSize: 2 }),
    ).rejects.toThrow(/explain: expected batchSize or memory/);
  });

  it('rejects a score as concept, and options out of range, before any work', async () => {
    const never: Explainer = { name: 'never', attribute: () => Promise.reject(new Error('ran')) };
    await expect(
      explainWithGate(encoder(), cosine(concept) as unknown as typeof concept, pictures(1), never),
    ).rejects.toThrow(/explainWithGate: expected one concept vector/);
    await expect(explainWithGate(encoder(), concept, pictures(1), never, { gateInputs: 0 })).rejects.toThrow(
      /explainWithGate: gateInputs must be a whole number of at least 1; got 0\.$/,
    );
    const run = (options: object, inputs: unknown = pictures(1)) =>
      explainWithGate(encoder(), concept, inputs as never, never, { ...quiet, ...options });
    await expect(run({ donors: normals([2, 3], 1) })).rejects.toThrow(/donors/);
    const features = ndarray(new Int32Array(7), [7]);
    await expect(run({ donors, features })).rejects.toThrow(/features must be labels of shape/);
    await expect(run({}, null)).rejects.toThrow('explainWithGate, inputs: expected an ndarray; got null.');
    await expect(run({}, normals([2, 5], 1))).rejects.toThrow(/explainWithGate: inputs must have shape/);
  });

  it('takes tensors, stops on an abort, and leaks no tensors', async () => {
    const small = encoder();
    const inputs = tf.zeros([2, SIZE, SIZE, 2]);
    const examples = {
      positives: await encode(small, pictures(4, 1)),
      negatives: await encode(small, pictures(4, 2)),
    };
    const before = tf.memory().numTensors;
    await explainWithGate(small, concept, inputs, gradient(), { ...quiet, donors, examples });
    const abort = new AbortController();
    const stopped = explainWithGate(small, concept, inputs, gradient(), {
      ...quiet,
      donors,
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
    inputs.dispose();
  });
});
