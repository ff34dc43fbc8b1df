import { conceptVector, type Encoder, explain, explainMany, scorePerSample } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, SHAPE, smallEncoder } from '../../test/small-encoder.js';
import { gradient } from './gradient.js';
import { gradientShap } from './gradient-shap.js';
import type { ShapDraw } from './gradient-shap-options.js';

let encoder: Encoder;
beforeAll(async () => {
  await useBackend('cpu');
  encoder = smallEncoder('relu');
});

const concept = conceptVector('c', numbers(LATENT, 1));

describe('draws of your own', () => {
  const explained = (draw: () => ShapDraw) =>
    explain(encoder, concept, images(2), gradientShap({ baselines: images(3, 5), samples: 2, draw }));
  const valid = (): ShapDraw => ({ alpha: [0.25, 1], baseline: [2, 0], noise: tf.zeros([2, ...SHAPE]) });

  it.each<[string, () => object | undefined, string]>([
    [
      'too few alphas',
      () => ({ alpha: [0.5] }),
      'alpha as 2 numbers from 0 to 1, one per sample; got [0.5].',
    ],
    ['alphas beyond the path', () => ({ alpha: [0.5, 1.5] }), 'got [0.5, 1.5].'],
    ['alphas that are not numbers', () => ({ alpha: [Number.NaN, 1] }), 'got [NaN, 1].'],
    ['no alphas', () => ({ alpha: undefined }), 'got undefined.'],
    [
      'a baseline that does not exist',
      () => ({ baseline: [0, 3] }),
      'baseline as 2 whole numbers from 0 to 2, one per sample; got [0, 3].',
    ],
    ['a baseline between two', () => ({ baseline: Float32Array.of(0.5, 1) }), 'got [0.5, 1].'],
    [
      'noise of another shape',
      () => ({ noise: tf.ones([2, 7]) }),
      'noise as a float32 tensor of shape [2, 6, 5, 2], like the inputs; got a tensor of shape [2, 7].',
    ],
  ])('are refused by name if they have %s, and nothing is leaked', async (_, change, message) => {
    await explained(valid);
    const before = tf.memory();
    const refused = explained(() => {
      const { noise, ...rest } = valid();
      const changed = change();
      if (changed && 'noise' in changed) noise?.dispose();
      return { ...rest, noise, ...changed };
    });
    await expect(refused).rejects.toThrow('gradientShap: draw must return ');
    await expect(refused).rejects.toThrow(message);
    expect(tf.memory()).toEqual(before);
  });

  it('are refused if they are not a draw', async () => {
    await expect(explained(() => undefined as never)).rejects.toThrow('gradientShap: draw must return alpha');
    expect(() => gradientShap({ baselines: images(1), draw: 3 as never })).toThrow(
      'gradientShap: draw must be a function; got a number.',
    );
  });

  it('are what the map is computed from', async () => {
    const twice = [await explained(valid), await explained(valid)];
    expect(twice[0]?.maps.data).toEqual(twice[1]?.maps.data);
  });
});

describe('completeness of gradientShap', () => {
  const mapSum = (maps: Float32Array, i: number) =>
    maps.subarray(i * 60, (i + 1) * 60).reduce((sum, value) => sum + value, 0);
  const scoreOf = async (encoder: Encoder, inputs: ReturnType<typeof images>) =>
    (await explain(encoder, concept, inputs, gradient())).scores.data;

  it('has gaps from the score minus the mean score of the drawn baselines, also for one score per sample', async () => {
    const encoder = smallEncoder('tanh');
    const inputs = images(3);
    const baselines = images(4, 5);
    const drawn: number[][] = [];
    const draw = (k: number): ShapDraw => {
      drawn.push([k % 4, (k + 1) % 4, 2]);
      return { alpha: [k / 5, 0.3, 0.6], baseline: drawn[k]! };
    };
    const explainer = gradientShap({ baselines, samples: 5, draw });
    const silent = { onWarning() {} };
    const each = scorePerSample('each', [concept, concept, concept]);
    const before = tf.memory().numTensors;
    const found = await explain(encoder, concept, inputs, explainer, silent);
    drawn.length = 0;
    const perSample = await explain(encoder, each, inputs, explainer, silent);
    expect(tf.memory().numTensors).toBe(before);
    const [ofInputs, ofBaselines] = [await scoreOf(encoder, inputs), await scoreOf(encoder, baselines)];
    for (let i = 0; i < 3; i++) {
      const start = drawn.reduce((sum, indices) => sum + ofBaselines[indices[i]!]! / 5, 0);
      const gap = mapSum(found.maps.data, i) - (ofInputs[i]! - start);
      expect(found.completenessGaps!.get(i)).toBeCloseTo(gap, 4);
      expect(perSample.completenessGaps!.get(i)).toBeCloseTo(gap, 4);
    }
  });

  it('has the standard errors of the draws, and none for one sample', async () => {
    const encoder = smallEncoder('tanh');
    const silent = { onWarning() {} };
    const run = (samples: number, only?: number) => {
      const draw = (k: number): ShapDraw => ({ alpha: [(only ?? k) / 4], baseline: [0] });
      return explain(
        encoder,
        concept,
        images(1),
        gradientShap({ baselines: images(1, 5), samples, draw }),
        silent,
      );
    };
    const all = await run(4);
    const draws: Float32Array[] = [];
    for (let k = 0; k < 4; k++) draws.push((await run(1, k)).maps.data);
    all.standardErrors!.data.forEach((error, at) => {
      const values = draws.map((map) => map[at]!);
      const mean = values.reduce((a, b) => a + b) / 4;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3;
      expect(error).toBeCloseTo(Math.sqrt(variance / 4), 5);
    });
    expect((await run(1)).standardErrors).toBeUndefined();
  });

  it('warns once if the maps miss it, and explainMany still takes the method', async () => {
    const warnings: string[] = [];
    const onWarning = (message: string) => warnings.push(message);
    const explainer = gradientShap({ baselines: images(4, 5), samples: 2 });
    await explain(smallEncoder('tanh'), concept, images(5), explainer, { onWarning, batchSize: 2 });
    expect(warnings).toEqual([
      expect.stringMatching(/^gradientShap: \d of 5 maps miss .*; take more samples than 2\.$/),
    ]);
    const many = await explainMany(smallEncoder('tanh'), [concept], images(2), explainer, { onWarning });
    expect(many.explanation(0).completenessGaps).toBeDefined();
    expect(many.explanation(0).standardErrors).toBeUndefined();
  });
});

describe('baselines of gradientShap', () => {
  it('are checked before the run: finite, of the right shape, and alive', async () => {
    const encoder = smallEncoder('tanh');
    const values = images(3, 5);
    values.data[70] = Number.NaN;
    expect(() => gradientShap({ baselines: values })).toThrow(
      'gradientShap: baselines must be finite; baseline 1 holds NaN.',
    );
    const tensor = tf.tensor(values.data, [3, 6, 5, 2]);
    const before = tf.memory().numTensors;
    const run = (baselines: tf.Tensor) =>
      explain(encoder, concept, images(1), gradientShap({ baselines }), { onWarning() {} });
    await expect(run(tensor)).rejects.toThrow(
      'gradientShap: baselines must be finite; baseline 1 holds NaN.',
    );
    let progressed = false;
    const other = explain(
      encoder,
      concept,
      images(1),
      gradientShap({ baselines: ndarray(new Float32Array(8), [2, 4]) }),
      {
        onProgress() {
          progressed = true;
        },
      },
    );
    await expect(other).rejects.toThrow('gradientShap: baselines must have shape [m, 6, 5, 2]; got [2, 4].');
    expect(progressed).toBe(false);
    expect(tf.memory().numTensors).toBe(before);
    tensor.dispose();
    expect(() => gradientShap({ baselines: tensor })).toThrow('gradientShap: baselines is a disposed tensor');
  });
});
