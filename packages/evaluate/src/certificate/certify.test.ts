import {
  type ConceptVector,
  conceptVector,
  cosine,
  type Explainer,
  encode,
  explain,
  layersEncoder,
  meanDifference,
} from '@csm/core';
import { decoderMap, featureSums, gradient, integratedGradients, superpixels } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { normals } from '../../test/small-vae.js';
import { firstRows } from '../maps/stack-rows.js';
import { certificateToJson } from './certificate-to-json.js';
import { certify } from './certify.js';
import type { CertifyOptions, CertifySubject } from './certify-options.js';

beforeAll(() => useBackend('cpu'));

const SIZE = 8;
/** Noise pictures; those with the concept are brighter in the first patch of 2 × 2 pixels. */
function pictures(count: number, seed: number, shift = 0): NdArray<Float32Array> {
  const made = normals([count, SIZE, SIZE, 1], seed);
  for (let i = 0; i < count; i++) {
    for (let at = 0; at < 4; at++) made.set(i, at >> 1, at & 1, 0, made.get(i, at >> 1, at & 1, 0) + shift);
  }
  return made;
}

/** A linear encoder whose latent has the mean of the first patch, and random mixtures of all pixels. */
function model() {
  const kernel = tf.tidy(() => {
    const patch = Float32Array.from({ length: SIZE * SIZE }, (_, at) =>
      at % SIZE < 2 && Math.floor(at / SIZE) < 2 ? 0.5 : 0,
    );
    const mixtures = tf.tensor(normals([SIZE * SIZE, 3], 77).data, [SIZE * SIZE, 3]);
    return tf.concat([tf.tensor2d(patch, [SIZE * SIZE, 1]), tf.mul(mixtures, 0.05)], 1) as tf.Tensor2D;
  });
  const made = tfl.sequential({
    layers: [
      tfl.layers.flatten({ inputShape: [SIZE, SIZE, 1] }),
      tfl.layers.dense({ units: 4, useBias: false, weights: [kernel] }),
    ],
  });
  kernel.dispose();
  return made;
}

const encoder = layersEncoder;
let subject: CertifySubject;
let made: ConceptVector;
beforeAll(async () => {
  const own = encoder(model());
  const latents = async (count: number, seed: number, shift: number) =>
    encode(own, pictures(count, seed, shift));
  made = meanDifference('corner', await latents(40, 1, 3), await latents(40, 2, 0));
  subject = {
    encoder: own,
    concept: made,
    positives: pictures(30, 3, 3),
    negatives: pictures(30, 4, 0),
    inputs: pictures(3, 5, 3),
    explainer: integratedGradients({
      baseline: ndarray(new Float32Array(SIZE * SIZE), [SIZE, SIZE, 1]),
      steps: 4,
    }),
  };
});
/** A map that lies in the last row. */
const elsewhereMap: Explainer = {
  name: 'elsewhere',
  attribute: async ({ scores }, inputs) => ({
    maps: scores.map(() => tf.tidy(() => tf.mul(tf.onesLike(inputs), lastRow()) as tf.Tensor)),
  }),
};
const lastRow = () =>
  tf.tensor(
    Float32Array.from({ length: SIZE * SIZE }, (_, at) => (at >= SIZE * (SIZE - 1) ? 1 : 0)),
    [1, SIZE, SIZE, 1],
  );
const quick: CertifyOptions = { permutations: 199 };
const answers = ({ questions }: Awaited<ReturnType<typeof certify>>) =>
  Object.fromEntries(questions.map(({ topic, verdict }) => [topic, verdict]));

describe('certify', () => {
  it('believes a concept that is encoded, and its map', async () => {
    const found = await certify(subject, quick);
    expect(answers(found)).toEqual({
      separation: 'believe',
      significance: 'believe',
      entanglement: 'too few to tell',
      stability: 'believe',
      map: 'believe',
      regions: 'believe',
    });
    expect([found.verdict, found.reasons]).toEqual(['believe', []]);
    const { maps, scores } = await explain(subject.encoder, made, subject.inputs, subject.explainer);
    expect([found.maps, found.scores]).toEqual([maps, scores]);
    // The region that carries the concept is the first patch.
    const { regions } = found.measures.regions!;
    expect(regions.filter(({ q }) => q <= 0.05).map(({ label }) => label)).toContain(0);
    expect(featureSums(found.evidence!)[0]?.[0]).toBeGreaterThan(0);
  });

  it('doubts a random vector, a map of another place, and labels that mean nothing', async () => {
    const random = await certify({ ...subject, concept: conceptVector('random', [0, 1, -1, 1]) }, quick);
    expect([random.verdict, answers(random).separation]).toEqual(['doubt', 'doubt']);
    const shown = await certify({ ...subject, explainer: elsewhereMap }, quick);
    expect([shown.verdict, answers(shown).map]).toEqual(['doubt', 'doubt']);
    expect(shown.reasons).toHaveLength(1);
    const [positives, negatives] = [pictures(40, 6), pictures(40, 7)];
    const nothing = await certify({ ...subject, positives, negatives }, quick);
    expect(nothing.verdict).toBe('doubt');
    expect(answers(nothing)).toMatchObject({ separation: 'doubt', significance: 'doubt' });
  });

  it('says that few examples are too few, which is no doubt', async () => {
    const few = await certify({ ...subject, positives: pictures(2, 3, 3), negatives: pictures(2, 4) }, quick);
    expect(few.verdict).toBe('too few to tell');
    expect(answers(few)).toMatchObject({ significance: 'too few to tell', stability: 'too few to tell' });
  });

  it('takes latents, one input, and donors of their own; without donors and inputs it cannot ask the encoder', async () => {
    const own = subject.encoder;
    const latents = {
      positives: await encode(own, subject.positives),
      negatives: await encode(own, subject.negatives),
    };
    const one = { ...subject, ...latents, inputs: pictures(1, 5, 3) };
    expect((await certify(one, quick)).verdict).toBe('too few to tell');
    const asked = await certify({ ...one, donors: pictures(9, 8) }, quick);
    expect(asked.verdict).toBe('believe');
    expect(asked.measures).not.toHaveProperty('regions');
  });

  it('finds a label with which the concept is entangled', async () => {
    // The label is a second name of the brightness within each side.
    const bright = (of: NdArray) =>
      Array.from(
        { length: of.shape[0]! },
        (_, i) => of.get(i, 0, 0, 0) + of.get(i, 0, 1, 0) + of.get(i, 1, 0, 0) + of.get(i, 1, 1, 0),
      );
    const halves = (of: NdArray) => {
      const sums = bright(of);
      const middle = sums.toSorted((a, b) => a - b)[sums.length / 2]!;
      return sums.map((sum) => sum >= middle);
    };
    const labels = {
      'very bright': { positives: halves(subject.positives), negatives: halves(subject.negatives) },
      even: {
        positives: Array.from({ length: 30 }, (_, i) => i % 2 === 0),
        negatives: Array.from({ length: 30 }, (_, i) => i % 2 === 0),
      },
    };
    const found = await certify({ ...subject, labels }, quick);
    expect([found.verdict, answers(found).entanglement]).toEqual(['doubt', 'doubt']);
    expect(found.reasons[0]).toContain('"very bright"');
    expect(found.reasons[0]).not.toContain('"even"');
    const sentence = found.measures.entanglement?.[0]?.sentence;
    expect(sentence).toContain(`among examples that agree in "${subject.concept.name}"`);
  });

  it('counts groups once', async () => {
    const who = {
      positives: Array.from({ length: 30 }, (_, i) => i % 3),
      negatives: Array.from({ length: 30 }, (_, i) => 3 + (i % 3)),
    };
    const found = await certify({ ...subject, groups: who }, quick);
    expect(found.examples).toEqual({ positives: 30, negatives: 30, independent: 3 });
    expect(answers(found).significance).toBe('too few to tell');
  });

  it('tells whether the decoder draws what the encoder reads', async () => {
    const elsewhere = {
      decode: (z: tf.Tensor2D) =>
        tf.tidy(() => {
          return tf.mul(tf.reshape(tf.sum(z, 1), [-1, 1, 1, 1]), lastRow()) as tf.Tensor;
        }),
    };
    const found = await certify({ ...subject, decoder: elsewhere }, quick);
    expect(answers(found).decoder).toBe('doubt');
    // It informs; a map that is not made with it is believed all the same.
    expect(found.verdict).toBe('believe');
    const drawn = decoderMap({ decoder: elsewhere, alpha: 1, check: false });
    expect((await certify({ ...subject, explainer: drawn }, quick)).verdict).toBe('doubt');
  });

  it('takes superpixels of each input, and warns in the certificate instead of on the console', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const features = superpixels(subject.inputs, { count: 9 });
    // One of the positives is an input too: the replacement by it has no effect, which is nothing to warn of.
    const positives = firstRows(pictures(30, 5, 3), 30);
    const found = await certify({ ...subject, positives }, { ...quick, features, gateInputs: 2 });
    expect(found.measures.regions?.regions).toHaveLength(64);
    expect(found.measures.overlap?.features).toBeLessThan(20);
    expect(found.warnings).toEqual([]);
    const has = await certify({ ...subject, donors: pictures(5, 9, 9) }, quick);
    expect(has.warnings.filter((warning) => /the inputs score lower/.test(warning))).toHaveLength(1);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('is saved as JSON with all answers and without the large arrays', async () => {
    const found = await certify(subject, quick);
    const read = JSON.parse(certificateToJson(found));
    expect(read).toMatchObject({ concept: 'corner', verdict: 'believe', shape: [3, SIZE, SIZE, 1] });
    expect(read.questions).toEqual(JSON.parse(JSON.stringify(found.questions)));
    expect(read.measures.separation.auc).toBe(found.measures.separation?.auc);
    expect(read.measures.regions.regions).toHaveLength(64);
    expect(read).not.toHaveProperty('maps');
    expect(certificateToJson(found).length).toBeLessThan(40_000);
    expect(() => certificateToJson({} as never)).toThrow(
      'certificateToJson: expected the certificate that certify returns; got an object of type Object.',
    );
  });

  it('gives the same certificates when two are made at the same time', async () => {
    const other = { ...subject, explainer: elsewhereMap };
    const alone = [await certify(subject, quick), await certify(other, quick)];
    const both = await Promise.all([certify(subject, quick), certify(other, quick)]);
    for (const [i, { seconds: _, ...certificate }] of both.entries()) {
      expect(alone[i]).toMatchObject(certificate);
    }
  });

  it('gives the same certificate for a seed, leaks no tensors, stops on an abort and reports progress', async () => {
    const progress: number[] = [];
    await certify(subject, quick);
    const before = tf.memory().numTensors;
    const first = await certify(subject, {
      ...quick,
      onProgress: ({ done, total }) => progress.push(done / total),
    });
    const { seconds: _, ...rest } = await certify(subject, quick);
    expect(first).toMatchObject(rest);
    expect(tf.memory().numTensors).toBe(before);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
    const abort = new AbortController();
    const stopped = certify(subject, {
      ...quick,
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses what does not fit before any work', async () => {
    const never = { ...gradient(), attribute: () => Promise.reject(new Error('ran')) };
    const base = { ...subject, explainer: never };
    await expect(certify({ ...base, positives: normals([3, 5], 1) })).rejects.toThrow(
      'certify: positives must be inputs [n, 8, 8, 1] or latents [n, 4]; got shape [3, 5].',
    );
    await expect(certify({ ...base, positives: normals([3, 4], 1) })).rejects.toThrow(
      'certify: positives and negatives must both be inputs, or both latents; got one of each.',
    );
    await expect(certify({ ...base, concept: [1] as never })).rejects.toThrow(
      /^certify: expected one concept vector/,
    );
    await expect(certify({ ...base, explainer: gradient as never })).rejects.toThrow(
      /^certify: expected an Explainer/,
    );
    let passes = 0;
    const own = subject.encoder;
    const encodeCounted = (x: tf.Tensor) => {
      passes++;
      return own.encode(x);
    };
    const counted = { ...own, encode: encodeCounted };
    const refused = async (more: object, message: RegExp, options: CertifyOptions = {}) => {
      await expect(certify({ ...base, encoder: counted, ...more } as never, options)).rejects.toThrow(
        message,
      );
      expect(passes).toBe(0);
    };
    const nan = pictures(1, 1);
    nan.set(0, 1, 1, 0, Number.NaN);
    await refused({ inputs: null }, /^certify, inputs: expected an ndarray; got null/);
    await refused(
      { inputs: tf.zeros([1, SIZE, SIZE, 1]) },
      /^certify, inputs: expected an ndarray; got a tensor/,
    );
    await refused({ inputs: normals([2, 4], 1) }, /^certify: inputs must have shape/);
    await refused({ inputs: nan }, /^certify: inputs must be finite numbers; item 0 holds NaN\./);
    await refused({ negatives: nan }, /^certify: negatives must be finite numbers; item 0 holds NaN\./);
    await refused({ donors: normals([2, 4], 1) }, /donors must have shape/);
    await refused({}, /features must be labels/, { features: ndarray(new Int32Array(5), [5]) });
    await refused(
      { concept: conceptVector('c', [1, 2]) },
      /^certify: concept "c" must have the encoder's latent size, 4; got 2/,
    );
    const one = { positives: [1, 2], negatives: [1] };
    await refused(
      { groups: one },
      /^certify: groups must have a list of positives with one entry per example, 30; got 2\./,
    );
    await refused({ strata: { positives: [] } }, /^certify: strata must have a list of positives/);
    await refused({ labels: { hat: one } }, /^certify: labels "hat" must have a list of positives/);
    await refused({}, /^certify: score must return a score, as dotProduct does; got 3\./, {
      score: () => 3 as never,
    });
    const { trace: _, graph: __, ...plain } = own;
    await refused(
      { encoder: { ...plain, encode: counted.encode }, explainer: gradient() },
      /needs an encoder with a derivative/,
    );
    const decoder = { decode: (z: tf.Tensor2D) => tf.zeros([z.shape[0], SIZE, SIZE, 1]) };
    await refused({ decoder }, /must be affine/, { score: cosine });
    await expect(certify({ ...base, donor: 1 } as never)).rejects.toThrow(/^certify: unknown option "donor"/);
    await expect(certify(base, { splits: 0 })).rejects.toThrow(/^certify: splits must be/);
  });
});
