import { conceptVector, type Explainer, layersEncoder } from '@csm/core';
import { gradient, smoothGrad } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { normals, pictures, showsInput, smallEncoder, smallModel } from '../../../test/small-vae.js';
import { modelControl } from '../model-control.js';
import { efficientMprt } from './efficient-mprt.js';
import { histogramEntropy, scottsRule } from './histogram-entropy.js';
import { smoothMprt } from './smooth-mprt.js';

beforeAll(() => useBackend('cpu'));
const concept = conceptVector('c', [1, -2, 0.5, 1, 0, 3]);

/** A method that also keeps its maps, one list of pixels' sums per input and run. */
function recorded(inner: Explainer, runs: number[][][]): Explainer {
  return {
    ...inner,
    async attribute(target, inputs, run) {
      const found = await inner.attribute(target, inputs, run);
      const sums = tf.tidy(() => tf.reshape(tf.sum(found.maps[0]!, -1), [inputs.shape[0]!, -1]).arraySync());
      runs.push(sums as number[][]);
      return found;
    },
  };
}

describe('histogramEntropy', () => {
  // numpy 1.24, scipy 1.10: a = (np.sin(np.arange(200.)**2) * np.exp(np.cos(np.arange(200.)))).astype(np.float32)
  const values = Float32Array.from({ length: 200 }, (_, i) => Math.sin(i ** 2) * Math.exp(Math.cos(i)));

  it('equals scipy.stats.entropy(np.histogram(a, bins=b)[0])', () => {
    expect(histogramEntropy(values, 12)).toBeCloseTo(2.1979767186766885, 12);
    expect(histogramEntropy(values, 30)).toBeCloseTo(3.104677484390693, 12);
    expect(histogramEntropy(new Float32Array(9).fill(0.1), 12)).toBe(0);
  });

  it("has bins by Scott's rule, from 10 to 200", () => {
    // np.ptp(a) / (3.49 * a.std(ddof=1) * n ** (-1 / 3)): 8.37 for n = 200, 18.50 for n = 2000.
    const more = Float32Array.from({ length: 2000 }, (_, i) => Math.sin(i ** 2) * Math.exp(Math.cos(i)));
    expect(scottsRule(more)).toBe(19);
    expect(scottsRule(values)).toBe(10);
    expect(scottsRule(new Float32Array(9).fill(0.1))).toBe(10);
    const spread = Float32Array.from({ length: 10_000 }, (_, i) => (i === 0 ? 1e6 : i % 2));
    expect(scottsRule(spread)).toBe(200);
  });
});

describe('efficientMprt', () => {
  it('is the rise of the entropy from the map to that of the fully randomised encoder, by definition', async () => {
    const runs: number[][][] = [];
    const found = await efficientMprt(smallEncoder(), concept, pictures(3), recorded(gradient(), runs), {
      bins: 11,
    });
    expect(runs).toHaveLength(2);
    const slow = (values: readonly number[]) => {
      const [least, most] = [Math.min(...values), Math.max(...values)];
      const edges = Array.from({ length: 12 }, (_, k) => least + ((most - least) * k) / 11);
      return edges.slice(1).reduce((sum, right, k) => {
        const inside = values.filter((value) => value >= edges[k]! && (value < right || k === 10));
        const share = inside.length / values.length;
        return share === 0 ? sum : sum - share * Math.log(share);
      }, 0);
    };
    for (const i of [0, 1, 2]) {
      const [before, after] = [slow(runs[0]![i]!), slow(runs[1]![i]!)];
      expect(found.original[i]).toBeCloseTo(before, 10);
      expect(found.randomised[i]).toBeCloseTo(after, 10);
      expect(found.rise[i]).toBeCloseTo(after / before - 1, 10);
    }
  });

  it('is 0 for a method that ignores the weights, leaves the model unchanged and leaks no tensors', async () => {
    const model = smallModel();
    const encoder = layersEncoder(model);
    const weights = model.getWeights().map((weight) => Array.from(weight.dataSync()));
    const count = tf.memory().numTensors;
    const steps: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => steps.push(done / total);
    const found = await efficientMprt(encoder, concept, pictures(2), showsInput(), { onProgress });
    expect([...found.rise]).toEqual([0, 0]);
    expect(steps).toEqual([0.5, 1]);
    const first = await efficientMprt(encoder, concept, pictures(2), gradient());
    expect(first).toEqual(await efficientMprt(encoder, concept, pictures(2), gradient()));
    expect(first).not.toEqual(await efficientMprt(encoder, concept, pictures(2), gradient(), { seed: 1 }));
    expect(tf.memory().numTensors).toBe(count);
    expect(model.getWeights().map((weight) => Array.from(weight.dataSync()))).toEqual(weights);
  });

  it('rises for an encoder that reads one corner evenly, because random weights read everywhere', async () => {
    const model = tfl.sequential({
      layers: [tfl.layers.flatten({ inputShape: [8, 8, 2] }), tfl.layers.dense({ units: 6, useBias: false })],
    });
    const corner = tf.tensor2d(
      Array.from({ length: 128 }, (_, at) => Array(6).fill(at % 16 < 4 && at < 32 ? 1 : 0)),
    );
    model.setWeights([corner]);
    corner.dispose();
    const { original, rise } = await efficientMprt(layersEncoder(model), concept, pictures(1), gradient());
    // 4 of 64 pixels have one value, the others 0.
    const share = 4 / 64;
    expect(original[0]).toBeCloseTo(-share * Math.log(share) - (1 - share) * Math.log(1 - share), 10);
    expect(rise[0]).toBeGreaterThan(1);
  });

  it('rejects encoders without weights or layers, and stops on an abort', async () => {
    const noWeights = layersEncoder(
      tfl.sequential({ layers: [tfl.layers.flatten({ inputShape: [3, 2, 1] })] }),
    );
    await expect(efficientMprt(noWeights, concept, normals([2, 3, 2, 1], 1), gradient())).rejects.toThrow(
      'efficientMprt: expected an encoder with weights; got one without.',
    );
    const { graph: _, ...opaque } = smallEncoder();
    await expect(efficientMprt(opaque, concept, pictures(1), gradient())).rejects.toThrow(
      /^efficientMprt: the encoder does not show its layers/,
    );
    const abort = new AbortController();
    const encoder = smallEncoder();
    const count = tf.memory().numTensors;
    const run = efficientMprt(encoder, concept, pictures(2), gradient(), {
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('enough')),
    });
    await expect(run).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(count);
  });
});

describe('smoothMprt', () => {
  it('is the model control of SmoothGrad from the input up, and without noise that of the method itself', async () => {
    const encoder = smallEncoder();
    const inputs = pictures(2);
    const smooth = await smoothMprt(encoder, concept, inputs, gradient(), {
      samples: 3,
      noise: 0.2,
      seed: 5,
    });
    const inner = smoothGrad(gradient(), { samples: 3, noise: 0.2, seed: 5 });
    expect(smooth).toEqual(
      await modelControl(encoder, concept, inputs, inner, { order: 'bottom up', seed: 5 }),
    );
    const plain = await smoothMprt(encoder, concept, inputs, gradient(), { samples: 1, noise: 0 });
    expect(plain).toEqual(await modelControl(encoder, concept, inputs, gradient(), { order: 'bottom up' }));
    const down = await modelControl(encoder, concept, inputs, gradient());
    expect(plain.map(({ layer }) => layer)).toEqual(down.map(({ layer }) => layer).reverse());
    // After all layers, both orders have the same random encoder.
    expect({ ...plain.at(-1), layer: '' }).toEqual({ ...down.at(-1), layer: '' });
  });

  it('is 1 for a method that ignores the weights, and leaks no tensors', async () => {
    const encoder = smallEncoder();
    const count = tf.memory().numTensors;
    for (const stage of await smoothMprt(encoder, concept, pictures(2), showsInput(), { samples: 4 })) {
      expect(stage.absoluteSpearman).toBeCloseTo(1, 6);
    }
    expect(tf.memory().numTensors).toBe(count);
    await expect(
      smoothMprt(encoder, concept, pictures(2), gradient(), { order: 'up' as never }),
    ).rejects.toThrow(/^smoothMprt: order must be 'top down' or 'bottom up'; got "up"/);
  });
});
