import { conceptVector, cosine, type Explainer, explain, layersEncoder, meanDifference } from '@csm/core';
import { gradient } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import {
  LATENT,
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
import { explainWithControl } from './explain-with-control.js';

beforeAll(() => useBackend('cpu'));
const encoder = () => smallEncoder();
const concept = conceptVector('smile', [1, -2, 0.5, 1, 0, 3]);
const real = { positives: shiftedLatents(30, 3, 1), negatives: shiftedLatents(40, 0, 2) };
const noise = { positives: shiftedLatents(30, 0, 3), negatives: shiftedLatents(40, 0, 4) };

describe('explainWithControl', () => {
  it('returns what explain returns, and passes maps that depend on the concept', async () => {
    const inputs = pictures(5);
    const onWarning = vi.fn();
    const progress: number[] = [];
    const small = encoder();
    const before = tf.memory().numTensors;
    const { gate, randomMaps, ...rest } = await explainWithControl(small, concept, inputs, gradient(), {
      onWarning,
      controlInputs: 3,
      onProgress: ({ done, total }) => progress.push(done / total),
    });
    expect(tf.memory().numTensors).toBe(before);
    const plain = await explain(small, concept, inputs, gradient());
    expect(rest.maps).toEqual(plain.maps);
    expect(rest.scores).toEqual(plain.scores);
    const random = isotropicConcepts(concept, { count: 10, seed: 0 });
    const randomPlain = await explain(small, random, firstRows(inputs, 3), gradient());
    expect(randomMaps).toEqual(randomPlain.map(({ maps }) => maps));
    expect(gate.passed).toBe(true);
    expect(gate.explainedByRandom).toBeLessThan(0.4);
    expect(gate).not.toHaveProperty('p');
    expect(gate.control.similarity.pearson.shape).toEqual([3, 10]);
    expect(onWarning).not.toHaveBeenCalled();
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
  });

  it('explains and compares one draw of the posterior if it is asked for', async () => {
    // An encoder whose σ is its mean: z = μ + μ ⊙ ε.
    const drawn = layersEncoder(smallModel(), { std: 'z_mean' });
    const options = { sample: { seed: 2 }, randomConcepts: 2, controlInputs: 2, onWarning: () => {} };
    const { randomMaps, maps, scores } = await explainWithControl(
      drawn,
      concept,
      pictures(3),
      gradient(),
      options,
    );
    const { sample } = options;
    const plain = await explain(drawn, concept, pictures(3), gradient(), { sample });
    expect([maps, scores]).toEqual([plain.maps, plain.scores]);
    const random = isotropicConcepts(concept, { count: 2, seed: 0 });
    const controls = await explain(drawn, random, firstRows(pictures(3), 2), gradient(), { sample });
    expect(randomMaps).toEqual(controls.map((each) => each.maps));
    expect(maps).not.toEqual((await explain(drawn, concept, pictures(3), gradient())).maps);
  });

  it('warns about maps that are the same for every concept, and names the method', async () => {
    const onWarning = vi.fn();
    const { gate } = await explainWithControl(encoder(), concept, pictures(2), showsInput(), { onWarning });
    expect(gate.passed).toBe(false);
    expect(gate.explainedByRandom).toBeCloseTo(1, 6);
    expect(onWarning.mock.calls).toEqual([[`explainWithControl: ${gate.warnings[0]}`]]);
    expect(gate.warnings[0]).toMatch(/maps of "smile" by input alone are not distinguishable.*explain 100 %/);
  });

  it('warns about maps that are the same except for the sign, and about constant maps', async () => {
    const upToSign: Explainer = {
      name: 'sign',
      attribute: async ({ scores }, inputs) => ({
        maps: scores.map((score) => tf.mul(inputs, score.concept!.vector[0]! > 0 ? 1 : -1)),
      }),
    };
    const quiet = { onWarning: () => {} };
    expect((await explainWithControl(encoder(), concept, pictures(2), upToSign, quiet)).gate.passed).toBe(
      false,
    );
    const constant: Explainer = {
      name: 'constant',
      attribute: async ({ scores }, inputs) => ({ maps: scores.map(() => tf.onesLike(inputs)) }),
    };
    const { gate } = await explainWithControl(encoder(), concept, pictures(2), constant, quiet);
    expect(gate.warnings).toEqual([
      expect.stringMatching(/constant cannot be compared with those.*they are constant/),
    ]);
  });

  it('warns about a concept of uninformative labels, but not about a real one', async () => {
    const run = ({ positives, negatives }: typeof real) =>
      explainWithControl(encoder(), meanDifference('c', positives, negatives), pictures(2), gradient(), {
        examples: { positives, negatives },
        onWarning: () => {},
      });
    const right = (await run(real)).gate;
    expect([right.passed, right.p]).toEqual([true, 1 / 200]);
    // The smallest p-value of 199 permutations is 0.005; a stricter test needs more permutations.
    const strict = { examples: real, significance: 0.001, onWarning: () => {} };
    const strictly = await explainWithControl(encoder(), concept, pictures(2), gradient(), strict);
    expect([strictly.gate.passed, strictly.gate.p]).toEqual([true, 1 / 1000]);
    const wrong = (await run(noise)).gate;
    expect(wrong.passed).toBe(false);
    expect(wrong.p).toBeGreaterThan(0.05);
    expect(wrong.warnings[0]).toMatch(
      /concept "c" is not distinguishable from concepts of permuted labels \(p = /,
    );
  });

  it('compares with random directions, since vectors of permuted labels contain the concept', async () => {
    // Examples that differ only along the concept: permuted labels give the same vector, up to sign.
    const v = conceptVector('c', [0, 0, 3, 0, 0, 0]);
    const along = (count: number, by: number) => {
      const latents = normals([count, LATENT], 8);
      for (let at = 0; at < latents.size; at++) latents.data[at]! *= 1e-3;
      for (let i = 0; i < count; i++) latents.set(i, 2, latents.get(i, 2) + by);
      return latents;
    };
    const examples = { positives: along(20, 3), negatives: along(20, 0) };
    const { gate } = await explainWithControl(encoder(), v, pictures(2), gradient(), { examples });
    expect([gate.passed, gate.p]).toEqual([true, 1 / 200]);
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
    const options = { memory: '1MB', onWarning: () => {} };
    await explain(encoder(), concept, pictures(30), spy, options);
    const alone = sizes.splice(0);
    expect(alone[0]).not.toBe(8);
    await explainWithControl(encoder(), concept, pictures(30), spy, options);
    expect(sizes.slice(0, alone.length)).toEqual(alone);
    await expect(
      explainWithControl(encoder(), concept, pictures(2), spy, { ...options, batchSize: 2 }),
    ).rejects.toThrow(/explain: expected batchSize or memory/);
  });

  it('rejects a score as concept: scores go into options.score', async () => {
    await expect(
      explainWithControl(encoder(), cosine(concept) as unknown as typeof concept, pictures(1), gradient()),
    ).rejects.toThrow(/explainWithControl: expected one concept vector/);
  });

  it('takes tensors, stops on an abort, and leaks no tensors', async () => {
    const small = encoder();
    const inputs = tf.zeros([2, SIZE, SIZE, 2]);
    const before = tf.memory().numTensors;
    await explainWithControl(small, concept, inputs, gradient(), { onWarning: () => {} });
    const abort = new AbortController();
    const stopped = explainWithControl(small, concept, inputs, gradient(), {
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('enough')),
      onWarning: () => {},
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
    inputs.dispose();
    await expect(
      explainWithControl(small, concept, pictures(1), gradient(), { threshold: 2 }),
    ).rejects.toThrow(
      /explainWithControl: threshold must be a finite number above 0 and at most 1; got 2\.$/,
    );
    await expect(explainWithControl(small, concept, normals([1, 3], 1), gradient())).rejects.toThrow(
      /expected inputs of shape/,
    );
  });
});
