import {
  conceptVector,
  cosine,
  type Explainer,
  encode,
  explain,
  layersEncoder,
  meanDifference,
} from '@csm/core';
import { gradient, guidedBackprop, posteriorAverage } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import Papa from 'papaparse';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { LATENT, normals, pictures, SIZE, showsInput, smallEncoder } from '../../test/small-vae.js';
import { explainWithControl } from '../controls/explain-with-control.js';
import { decodeFunction } from '../faithfulness/decode-function.js';
import { scoreFunction } from '../faithfulness/score-function.js';
import { evaluate } from './evaluate.js';
import { evaluationToCsv, evaluationToJson } from './evaluation-files.js';

beforeAll(() => useBackend('cpu'));
const encoder = () => smallEncoder();
const concept = conceptVector('smile', [1, -2, 0.5, 1, 0, 3]);
const shifted = (count: number, by: number, seed: number) => {
  const latents = normals([count, LATENT], seed);
  for (let i = 0; i < count; i++) latents.set(i, 0, latents.get(i, 0) + by);
  return latents;
};
const real = { positives: shifted(30, 3, 1), negatives: shifted(40, 0, 2) };
const noise = { positives: shifted(30, 0, 3), negatives: shifted(40, 0, 4) };

describe('explainWithControl', () => {
  it('gives what explain gives, and passes maps that depend on the concept', async () => {
    const inputs = pictures(5);
    const onWarning = vi.fn();
    const progress: number[] = [];
    const small = encoder();
    const before = tf.memory().numTensors;
    const { gate, ...rest } = await explainWithControl(small, concept, inputs, gradient(), {
      onWarning,
      controlInputs: 3,
      onProgress: ({ done, total }) => progress.push(done / total),
    });
    expect(tf.memory().numTensors).toBe(before);
    const plain = await explain(small, concept, inputs, gradient());
    expect(rest.maps).toEqual(plain.maps);
    expect(rest.scores).toEqual(plain.scores);
    expect(gate.passed).toBe(true);
    expect(gate.explainedByRandom).toBeLessThan(0.4);
    expect(gate).not.toHaveProperty('p');
    expect(gate.control.similarity.pearson.shape).toEqual([3, 10]);
    expect(onWarning).not.toHaveBeenCalled();
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
  });

  it('warns, naming the method, of maps that are the same whatever the concept is', async () => {
    const onWarning = vi.fn();
    const { gate } = await explainWithControl(encoder(), concept, pictures(2), showsInput(), { onWarning });
    expect(gate.passed).toBe(false);
    expect(gate.explainedByRandom).toBeCloseTo(1, 6);
    expect(onWarning.mock.calls).toEqual([[`explainWithControl: ${gate.warnings[0]}`]]);
    expect(gate.warnings[0]).toMatch(/maps of "smile" by input alone are not distinguishable.*explain 100 %/);
  });

  it('also of maps that are the same up to the sign, and of constant ones', async () => {
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
    expect(gate.warnings).toEqual([expect.stringMatching(/constant cannot be told.*they are constant/)]);
  });

  it('warns of a concept of labels that say nothing, and not of a real one', async () => {
    const run = ({ positives, negatives }: typeof real) =>
      explainWithControl(encoder(), meanDifference('c', positives, negatives), pictures(2), gradient(), {
        examples: { positives, negatives },
        onWarning: () => {},
      });
    const right = (await run(real)).gate;
    expect([right.passed, right.p]).toEqual([true, 1 / 200]);
    // 199 permutations give no p below 0.005: a stricter test takes more.
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

  it('compares with random directions, not with the concept itself, which most permuted labels are in part', async () => {
    // Examples that differ along the concept alone: permuted labels give the same vector, up to sign.
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

  it('keeps within the memory that explain is given', async () => {
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
    ).rejects.toThrow(/batchSize or memory, not both/);
  });

  it('refuses what is no concept vector: scores go into options.score', async () => {
    await expect(
      explainWithControl(encoder(), cosine(concept) as unknown as typeof concept, pictures(1), gradient()),
    ).rejects.toThrow(/explainWithControl: expected one concept vector/);
  });

  it('takes tensors, heeds an abort, and leaves nothing', async () => {
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
    ).rejects.toThrow(/explainWithControl: threshold must be above 0 and at most 1; got 2/);
    await expect(explainWithControl(small, concept, normals([1, 3], 1), gradient())).rejects.toThrow(
      /expected inputs of shape/,
    );
  });
});

describe('evaluate', () => {
  const masks = ndarray(
    Float32Array.from({ length: SIZE * SIZE }, (_, i) => (i < 12 ? 1 : 0)),
    [SIZE, SIZE],
  );
  const decoder = () =>
    tfl.sequential({
      layers: [
        tfl.layers.dense({ units: SIZE * SIZE * 2, inputShape: [LATENT] }),
        tfl.layers.reshape({ targetShape: [SIZE, SIZE, 2] }),
      ],
    });
  const quick = { randomConcepts: 3, steps: 4, samples: 5, onWarning: () => {} };

  it('gives a row a method and measure, each beside its controls', async () => {
    const small = encoder();
    const model = decoder();
    const before = tf.memory().numTensors;
    const steps: number[] = [];
    const table = await evaluate(small, concept, pictures(3), [gradient(), guidedBackprop(), showsInput()], {
      ...quick,
      masks,
      examples: real,
      decode: decodeFunction(model),
      onProgress: ({ done, total }) => steps.push(done / total),
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(steps.at(-1)).toBe(1);
    const measures = (method: string) =>
      table.rows.filter((row) => row.method === method).map(({ measure }) => measure);
    expect(measures('gradient')).toEqual([
      'concept control: explained by random',
      'concept control: pearson',
      'concept control: spearman',
      'concept control: ssim',
      'concept control: topOverlap',
      'localisation: mass',
      'localisation: pointing',
      'localisation: auc',
      'localisation: averagePrecision',
      'faithfulness: deletion gap, zeros',
      'faithfulness: deletion gap, blurred',
      'faithfulness: explained, noise',
      'faithfulness: explained, squares',
      'generative agreement: signed',
      'generative agreement: magnitude',
      'generative agreement: topOverlap',
      'faithfulness: sensitivity-max',
      'stability: resampled examples, pearson',
      'stability: resampled examples, topOverlap',
      'model control: pearson, first layer',
      'model control: spearman of magnitudes, first layer',
      'model control: pearson, all layers',
      'model control: spearman of magnitudes, all layers',
    ]);
    expect(measures('raw input')).toHaveLength(4);
    const row = (method: string, measure: string) =>
      table.rows.find((each) => each.method === method && each.measure === measure)!;
    // What shows the input alone has the raw input's localisation, and the controls have it too.
    const mass = row('input alone', 'localisation: mass');
    expect(mass.value).toBe(row('raw input', 'localisation: mass').value);
    expect([mass.controlLow, mass.controlHigh]).toEqual([mass.value, mass.value]);
    expect(mass.chance).toBe(12 / 64);
    expect(row('input alone', 'concept control: explained by random').value).toBeCloseTo(1, 6);
    expect(row('gradient', 'concept control: explained by random').value).toBeLessThan(0.5);
    // The gradient predicts small changes of the score better than that of another concept does.
    const predicts = row('gradient', 'faithfulness: explained, noise');
    expect(predicts.value).toBeGreaterThan(0.9);
    expect(predicts.value).toBeGreaterThan(predicts.controlHigh);

    const csv = Papa.parse<Record<string, string>>(evaluationToCsv(table), {
      header: true,
      skipEmptyLines: true,
    });
    expect(csv.data).toHaveLength(table.rows.length);
    expect(Number(csv.data[0]!.value)).toBe(table.rows[0]!.value);
    expect(csv.data[0]!.concept).toBe('smile');
    const json = JSON.parse(evaluationToJson(table));
    expect(json.rows).toHaveLength(table.rows.length);
    expect(evaluationToCsv(table)).not.toContain('NaN');
  });

  it('measures what is asked for, the same for the same seed', async () => {
    const run = (seed: number) =>
      evaluate(encoder(), concept, pictures(2), [gradient()], {
        ...quick,
        seed,
        groups: ['concept control'],
      });
    const table = await run(1);
    expect(table.rows).toHaveLength(5);
    expect(await run(1)).toEqual(table);
    expect(await run(2)).not.toEqual(table);
  });

  it('leaves model control out where there is none to be had', async () => {
    const vae = tfl.input({ shape: [SIZE, SIZE, 2] });
    const flat = tfl.layers.flatten().apply(vae) as tfl.SymbolicTensor;
    const outputs = ['z_mean', 'z_log_var'].map(
      (name) => tfl.layers.dense({ units: LATENT, name }).apply(flat) as tfl.SymbolicTensor,
    );
    const posterior = layersEncoder(tfl.model({ inputs: vae, outputs }));
    const onWarning = vi.fn();
    const average = posteriorAverage(gradient(), { samples: 2 });
    const { rows } = await evaluate(posterior, concept, pictures(2), [average, gradient()], {
      ...quick,
      onWarning,
    });
    const controlled = rows.filter(({ measure }) => measure.startsWith('model control'));
    expect(new Set(controlled.map(({ method }) => method))).toEqual(new Set(['gradient']));
    expect(onWarning.mock.calls).toEqual([
      [expect.stringMatching(/evaluate: no model control of posterior average of gradient/)],
    ]);
    const noWeights = layersEncoder(
      tfl.sequential({ layers: [tfl.layers.flatten({ inputShape: [3, 2, 1] })] }),
    );
    const table = await evaluate(noWeights, concept, normals([2, 3, 2, 1], 1), [gradient()], quick);
    expect(table.rows.some(({ measure }) => measure.startsWith('model control'))).toBe(false);
  });

  it('refuses, before any work, what would fail in its midst', async () => {
    const work = vi.fn();
    const watched = { ...encoder(), encode: work, trace: work };
    const run = (explainers: unknown, options: object = {}, of: unknown = concept) =>
      evaluate(watched, of as typeof concept, pictures(2), explainers as Explainer[], {
        ...quick,
        ...options,
      });
    await expect(run([gradient(), gradient()])).rejects.toThrow(
      /evaluate: two explainers are called "gradient", and their rows could not be told apart/,
    );
    await expect(run(gradient())).rejects.toThrow(/expected a list of at least one explainer/);
    await expect(run([gradient()], {}, [concept])).rejects.toThrow(/expected one concept vector.*an array/);
    await expect(run([gradient()], { steps: 0 })).rejects.toThrow(/evaluate: steps must be a whole number/);
    await expect(run([gradient()], { replacements: { mean: normals([2, 2], 1) } })).rejects.toThrow(
      /evaluate: the replacement must have shape/,
    );
    await expect(run([gradient(), posteriorAverage(gradient())])).rejects.toThrow(
      /posteriorAverage: the encoder/,
    );
    expect(work).not.toHaveBeenCalled();
  });

  it('refuses what it cannot measure, and stops', async () => {
    const run = (options: object) =>
      evaluate(encoder(), concept, pictures(2), [gradient()], { ...quick, ...options });
    await expect(run({ groups: ['localisation'] })).rejects.toThrow(
      /evaluate: "localisation" needs options.masks/,
    );
    await expect(run({ groups: ['beauty'] })).rejects.toThrow(/there is no group "beauty"; there are/);
    await expect(run({ randomConcepts: 1 })).rejects.toThrow(
      /randomConcepts must be a whole number of at least 3/,
    );
    const abort = new AbortController();
    const stopped = run({ signal: abort.signal, onProgress: () => abort.abort(new Error('enough')) });
    await expect(stopped).rejects.toThrow('enough');
  });
});

it('functions on the host refuse batches of none, which would never end, and lists', async () => {
  const model = { predict: () => [tf.zeros([1, 2])] };
  expect(() => decodeFunction(model, { batchSize: 0 })).toThrow(/decodeFunction: batchSize must be a whole/);
  expect(() => scoreFunction(encoder(), concept, { batchSize: 0 })).toThrow(
    /scoreFunction: batchSize must be/,
  );
  const before = tf.memory().numTensors;
  await expect(decodeFunction(model)(normals([1, LATENT], 1))).rejects.toThrow(/must give one tensor/);
  expect(tf.memory().numTensors).toBe(before);
});

it('decodeFunction decodes batch by batch what the model decodes at once', async () => {
  const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 4, inputShape: [LATENT] })] });
  const latents = await encode(encoder(), pictures(5));
  const parts = await decodeFunction(model, { batchSize: 2 })(latents);
  const whole = tf.tidy(() =>
    (model.predict(tf.tensor2d(latents.data, [5, LATENT])) as tf.Tensor).dataSync(),
  );
  expect(parts.shape).toEqual([5, 4]);
  whole.forEach((value, i) => {
    expect(parts.get(Math.floor(i / 4), i % 4)).toBeCloseTo(value, 5);
  });
});
