import {
  conceptVector,
  dotProduct,
  type Explainer,
  type ExplainOptions,
  encode,
  explain,
  layersEncoder,
} from '@csm/core';
import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, smallEncoder } from '../../test/small-encoder.js';
import { deepLift } from '../methods/deep-lift.js';
import { gradient } from '../methods/gradient.js';
import { gradientShap } from '../methods/gradient-shap.js';
import { integratedGradients } from '../methods/integrated-gradients.js';
import { posteriorAverage } from './posterior-average.js';
import { shiftAverage } from './shift-average.js';
import { smoothGrad } from './smooth-grad.js';

beforeAll(async () => {
  await useBackend('wasm');
  registerKernels();
});

const concept = conceptVector('c', numbers(LATENT, 3));

/**
 * Latent μ = x W, log σ² = x U: the gradient map of a sample is W v + ½ U (v ⊙ σ(x) ⊙ ε), normally distributed with known
 * moments.
 */
function linearPosterior(metadata: object = {}) {
  const kernel = (seed: number) => tf.tensor2d(numbers(6, seed), [3, 2]);
  const input = tfl.input({ shape: [3] });
  const output = (name: string, seed: number) =>
    tfl.layers
      .dense({ units: 2, useBias: false, name, weights: [kernel(seed)] })
      .apply(input) as tfl.SymbolicTensor;
  const model = tfl.model({ inputs: input, outputs: [output('z_mean', 1), output('z_log_var', 2)] });
  model.setUserDefinedMetadata(metadata);
  return layersEncoder(model);
}

describe('posteriorAverage', () => {
  it('has the mean and the standard error of the closed form', async () => {
    const encoder = linearPosterior();
    const v = [0.7, -1.3];
    const x = [0.4, -0.2, 0.9];
    const samples = 400;
    const { maps, standardErrors } = await explain(
      encoder,
      conceptVector('v', v),
      ndarray(Float32Array.from(x), [1, 3]),
      posteriorAverage(gradient(), { samples, seed: 1 }),
    );
    const [w, u] = [numbers(6, 1), numbers(6, 2)];
    const sigma = [0, 1].map((k) => Math.exp(0.5 * x.reduce((s, value, i) => s + value * u[2 * i + k]!, 0)));
    for (let i = 0; i < 3; i++) {
      const mean = w[2 * i]! * v[0]! + w[2 * i + 1]! * v[1]!;
      const spread = Math.hypot(...[0, 1].map((k) => 0.5 * u[2 * i + k]! * v[k]! * sigma[k]!));
      const error = spread / Math.sqrt(samples);
      // A standard error from 400 draws has itself a standard error of 1/√800 = 3.5 %; the tolerance is four of
      // these.
      expect(Math.abs(standardErrors!.data[i]! - error)).toBeLessThan(0.14 * error);
      expect(Math.abs(maps.data[i]! - mean)).toBeLessThan(4 * error);
    }
  });

  it('measures the baselines of GradientSHAP with the noise of their sample, as a draw of the posterior does', async () => {
    const encoder = smallEncoder('relu');
    const shap = gradientShap({ baselines: images(4, 9), samples: 6 });
    const gaps = async (explainer: Explainer, options: ExplainOptions) => {
      const { completenessGaps, maps } = await explain(encoder, concept, images(3), explainer, {
        ...options,
        onWarning: () => {},
      });
      return [...(completenessGaps?.data ?? []), ...maps.data];
    };
    for (const [explainer, options] of [
      [shap, { sample: { seed: 2 } }],
      [posteriorAverage(shap, { samples: 2, seed: 2 }), {}],
    ] as const) {
      const before = tf.memory().numTensors;
      const oneByOne = await gaps(explainer, { ...options, batchSize: 1 });
      for (const batchSize of [2, 3]) {
        const together = await gaps(explainer, { ...options, batchSize });
        together.forEach((value, i) => {
          expect(value).toBeCloseTo(oneByOne[i]!, 4);
        });
      }
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  it('a draw of a part of the inputs gives the maps of one call for all, also of methods that draw', async () => {
    const encoder = smallEncoder('relu');
    const method = smoothGrad(gradient(), { samples: 2 });
    const sample = { seed: 3 };
    const all = images(3);
    const { maps } = await explain(encoder, concept, all, method, { sample });
    const size = maps.data.length / 3;
    const rest = ndarray(all.data.slice(size), [2, ...all.shape.slice(1)]);
    const second = await explain(encoder, concept, rest, method, { sample: { ...sample, firstSample: 1 } });
    second.maps.data.forEach((value, i) => {
      expect(value).toBeCloseTo(maps.data[size + i]!, 5);
    });
  });

  it('gives a sample the same map in every batch, and the score of the mean', async () => {
    const encoder = smallEncoder('relu');
    const explainer = posteriorAverage(integratedGradients({ steps: 2 }), { samples: 3, seed: 5 });
    const together = await explain(encoder, concept, images(3), explainer);
    const oneByOne = await explain(encoder, concept, images(3), explainer, { batchSize: 1 });
    const plain = await explain(encoder, concept, images(3), gradient());
    together.maps.data.forEach((value, i) => {
      expect(oneByOne.maps.data[i]!).toBeCloseTo(value, 5);
    });
    expect(together.scores.data).toEqual(plain.scores.data);
    expect(together.standardErrors!.shape).toEqual(together.maps.shape);
    expect(together.standardErrors!.data.some((value) => value > 0)).toBe(true);
  });

  it('has the draw of explain and encode with the option sample as its first', async () => {
    const encoder = smallEncoder('relu');
    const firstMaps: number[][] = [];
    const firstLatents: number[][] = [];
    const recorded: Explainer = {
      ...smoothGrad(gradient(), { samples: 2 }),
      async attribute(target, inputs, run) {
        const found = await smoothGrad(gradient(), { samples: 2 }).attribute(target, inputs, run);
        firstMaps.push([...(await found.maps[0]!.data())]);
        const latent = await target.encoder.encode(inputs);
        firstLatents.push([...(await latent.data())]);
        latent.dispose();
        return found;
      },
    };
    const sample = { seed: 5 };
    await explain(encoder, concept, images(3), posteriorAverage(recorded, { samples: 2, ...sample }));
    expect([...(await encode(encoder, images(3), { sample })).data]).toEqual(firstLatents[0]);
    const { maps } = await explain(encoder, concept, images(3), smoothGrad(gradient(), { samples: 2 }), {
      sample,
    });
    expect([...maps.data]).toEqual(firstMaps[0]);
    await expect(
      explain(encoder, concept, images(3), shiftAverage(posteriorAverage(gradient())), { sample }),
    ).rejects.toThrow(
      /explain: the posterior must be sampled once; .* leave out sample, or posteriorAverage/,
    );
  });

  it('draws with the standard deviation that the model was trained with', async () => {
    const { standardErrors: usual } = await explain(
      linearPosterior(),
      conceptVector('v', [0.7, -1.3]),
      ndarray(Float32Array.of(0.4, -0.2, 0.9), [1, 3]),
      posteriorAverage(gradient(), { samples: 400 }),
    );
    const encoder = linearPosterior({ posterior: { logStd: 'z_log_var' } });
    const { standardErrors } = await explain(
      encoder,
      conceptVector('v', [0.7, -1.3]),
      ndarray(Float32Array.of(0.4, -0.2, 0.9), [1, 3]),
      posteriorAverage(gradient(), { samples: 400 }),
    );
    // The gradient of a draw is W v + U (v ⊙ σ ⊙ ε) with σ = exp(ℓ), and W v + ½ U (v ⊙ exp(ℓ / 2) ⊙ ε) otherwise.
    const [x, v, u] = [[0.4, -0.2, 0.9], [0.7, -1.3], numbers(6, 2)];
    const ell = [0, 1].map((k) => x.reduce((s, value, i) => s + value * u[2 * i + k]!, 0));
    for (let i = 0; i < 3; i++) {
      const spread = (share: number, half: number) =>
        Math.hypot(...[0, 1].map((k) => share * u[2 * i + k]! * v[k]! * Math.exp(half * ell[k]!))) / 20;
      expect(Math.abs(standardErrors!.data[i]! / spread(1, 1) - 1)).toBeLessThan(0.14);
      expect(Math.abs(usual!.data[i]! / spread(0.5, 0.5) - 1)).toBeLessThan(0.14);
    }
  });

  it('runs a method that doubles the batch', async () => {
    const { maps } = await explain(
      smallEncoder('relu'),
      concept,
      images(3),
      posteriorAverage(deepLift(), { samples: 2 }),
    );
    expect(maps.shape[0]).toBe(3);
  });

  it('needs the standard deviation, and two samples', async () => {
    const model = tfl.sequential({ layers: [tfl.layers.dense({ units: LATENT, inputShape: [3] })] });
    const encoder = layersEncoder(model);
    const run = explain(encoder, concept, ndarray(new Float32Array(3), [1, 3]), posteriorAverage(gradient()));
    await expect(run).rejects.toThrow(/does not know its posterior's standard deviation; name the output/);
    // Throws before the run for every inner method, even one without a `check`.
    for (const inner of [gradient(), deepLift()]) {
      const check = () =>
        posteriorAverage(inner).check!({ encoder, scores: [dotProduct(concept)] }, () => {});
      expect(check).toThrow(/does not know its posterior's standard deviation/);
    }
    expect(() => posteriorAverage(gradient(), { samples: 1 })).toThrow(/at least 2; got 1/);
  });
});
