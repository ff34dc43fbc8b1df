import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ownVaes } from '../../../test/own-vaes.js';
import { squares } from '../../../test/squares.js';
import { tinyVae } from '../../../test/tiny-vae.js';
import type { Vae } from '../../architectures/vae.js';
import { randomStream } from '../../random-stream.js';
import { gatherImages } from '../data/images.js';
import { evaluateVae } from '../evaluate-vae.js';
import { trainVae } from '../train-vae.js';
import { recomputeBatchNorm } from './recompute-batch-norm.js';

beforeAll(() => setBackend('cpu'));

const own = ownVaes();

const images = squares(30);
const batchNorms = (vae: Vae) =>
  [...vae.encoder.layers, ...vae.decoder.layers].filter((l) => l.getClassName() === 'BatchNormalization');
const statistics = (vae: Vae) =>
  batchNorms(vae).map((layer) => layer.nonTrainableWeights.map((w) => Array.from(w.read().dataSync())));

async function trained(): Promise<Vae> {
  const vae = own(tinyVae());
  await trainVae(vae, images, { epochs: 3, batchSize: 10, learningRate: 1e-2 });
  return vae;
}

/** Mean and variance per channel by their definitions, in double precision. */
function definition(values: Tensor): number[][] {
  const channels = values.shape.at(-1)!;
  const data = values.dataSync();
  const count = data.length / channels;
  const of = (f: (value: number, channel: number) => number) =>
    Array.from({ length: channels }, (_, c) => {
      let total = 0;
      for (let i = c; i < data.length; i += channels) total += f(data[i]!, c);
      return total / count;
    });
  const mean = of((value) => value);
  return [mean, of((value, c) => (value - mean[c]!) ** 2)];
}

function expectClose(got: number[][], expected: number[][]): void {
  got.flat().forEach((value, i) => {
    const wanted = expected.flat()[i]!;
    expect(Math.abs(value - wanted)).toBeLessThan(1e-5 + 1e-4 * Math.abs(wanted));
  });
}

describe('recomputeBatchNorm', () => {
  it.each(['standard', 'reference'] as const)(
    'with a single batch gives each layer the statistics of its input in use, with latents drawn by the %s rule',
    async (sampling) => {
      const vae = await trained();
      await recomputeBatchNorm(vae, images, { batchSize: 30, seed: 5, sampling });
      const inputs = (of: Vae['encoder'], x: Tensor) => {
        const norms = of.layers.filter((l) => l.getClassName() === 'BatchNormalization');
        const probe = model({ inputs: of.inputs, outputs: norms.map((l) => l.input as SymbolicTensor) });
        return probe.predict(x) as Tensor[];
      };
      tidy(() => {
        // The order of images, then ε, come from the seed.
        const random = randomStream(5);
        const x = tensor(gatherImages(images, random.permutation(30)), [30, 8, 8, 1]);
        const [mean, logVariance] = (vae.encoder.predict(x) as Tensor[]).map((t) => t.dataSync());
        const latent = mean!.map((m, i) => {
          const deviation = Math.exp(sampling === 'standard' ? logVariance![i]! / 2 : logVariance![i]!);
          return m + deviation * random.normal();
        });
        const reached = [...inputs(vae.encoder, x), ...inputs(vae.decoder, tensor(latent, [30, 3]))];
        const now = statistics(vae);
        expect(now.length).toBe(6);
        reached.forEach((values, i) => {
          expectClose(now[i]!, definition(values));
        });
      });
    },
  );

  it('with batches of any size gives the first layer exactly the statistics of all data', async () => {
    const vae = await trained();
    const expected = tidy(() => {
      const first = vae.encoder.getLayer('conv_1').apply(tensor(images.data, [30, 8, 8, 1])) as Tensor;
      return definition(first);
    });
    for (const batchSize of [1, 7, 30]) {
      await recomputeBatchNorm(vae, images, { batchSize });
      expectClose(statistics(vae)[0]!, expected);
    }
  });

  it('corrects averages that lag, and reports how far they moved', async () => {
    const vae = await trained();
    const before = await evaluateVae(vae, images);
    const old = statistics(vae);
    const shifts = await recomputeBatchNorm(vae, images);
    const after = await evaluateVae(vae, images);
    expect(after.reconstruction).toBeLessThan(before.reconstruction);
    expect(shifts.map((s) => s.layer)).toEqual([
      'encoder/conv_1_batch_norm',
      'encoder/conv_2_batch_norm',
      'encoder/dense_1_batch_norm',
      'decoder/dense_1_batch_norm',
      'decoder/conv_transpose_1_batch_norm',
      'decoder/conv_transpose_2_batch_norm',
    ]);
    const now = statistics(vae);
    const [oldMean, oldVariance] = old[0]!;
    const [mean, variance] = now[0]!;
    const moved = mean!.map((m, c) => Math.abs(m - oldMean![c]!) / Math.sqrt(variance![c]! + 1e-3));
    const ratios = variance!.map((v, c) => (oldVariance![c]! + 1e-3) / (v + 1e-3));
    expect(shifts[0]!.meanShift).toBeCloseTo(Math.max(...moved), 6);
    expect(shifts[0]!.varianceRatio[0]).toBeCloseTo(Math.min(...ratios), 6);
    expect(shifts[0]!.varianceRatio[1]).toBeCloseTo(Math.max(...ratios), 6);
    const again = await recomputeBatchNorm(vae, images);
    expect(Math.max(...again.map((s) => s.meanShift))).toBeLessThan(1e-4);
    const other = await recomputeBatchNorm(vae, images, { seed: 1 });
    expect(Math.max(...other.map((s) => s.meanShift))).toBeGreaterThan(1e-4);
  });

  it('does not change the trained weights, leaves no tensors and reports its progress', async () => {
    const vae = await trained();
    const weights = () =>
      [...vae.encoder.trainableWeights, ...vae.decoder.trainableWeights].map((w) =>
        Array.from(w.read().dataSync()),
      );
    const before = weights();
    const count = memory().numTensors;
    const seen: unknown[] = [];
    await recomputeBatchNorm(vae, images, { batchSize: 15, onProgress: (progress) => seen.push(progress) });
    expect(weights()).toEqual(before);
    expect(memory().numTensors).toBe(count);
    expect(seen).toEqual([1, 2, 3, 4].map((done) => ({ done, total: 4 })));
  });

  it('restores everything when aborted', async () => {
    const vae = await trained();
    const before = statistics(vae);
    const count = memory().numTensors;
    for (const stopAt of [1, 3]) {
      const controller = new AbortController();
      const onProgress = ({ done }: { done: number }) => {
        if (done === stopAt) controller.abort();
      };
      const run = recomputeBatchNorm(vae, images, { batchSize: 15, signal: controller.signal, onProgress });
      await expect(run).rejects.toMatchObject({ name: 'AbortError' });
      expect(statistics(vae)).toEqual(before);
      expect(memory().numTensors).toBe(count);
    }
  });

  it('leaves out single extreme draws, and says so', async () => {
    const vae = own(tinyVae());
    // The latent deviation of a picture follows its first pixel: exp(13.2) for 1, exp(9.5) for 0.72, exp(0) for 0.
    const x = input({ shape: [8, 8, 1] });
    const flat = layers.flatten().apply(x);
    const dense = (name: string) => layers.dense({ units: 3, name, kernelInitializer: 'zeros' });
    const outputs = [dense('z_mean').apply(flat), dense('z_log_var').apply(flat)] as SymbolicTensor[];
    const encoder = model({ inputs: x, outputs });
    tidy(() => {
      const kernel = new Float32Array(64 * 3);
      kernel[1] = 13.2;
      encoder.getLayer('z_log_var').weights[0]!.write(tensor(kernel, [64, 3]));
    });
    const gene = { ...vae, encoder };
    const count = 600;
    const plain = squares(count);
    for (let i = 0; i < count; i++) plain.set(i, 0, 0, 0, 0);
    const options = { batchSize: 50, sampling: 'reference', onWarning: () => {} } as const;
    await recomputeBatchNorm(gene, plain, options);
    const decoderOnly = () => statistics(gene).map((each) => each.map((values) => [...values]));
    const expected = decoderOnly();
    plain.set(17, 0, 0, 0, 1);
    plain.set(400, 0, 0, 0, 9.5 / 13.2);
    const warnings: string[] = [];
    await recomputeBatchNorm(gene, plain, { ...options, onWarning: (message) => warnings.push(message) });
    // All draws but two are the same, and 2 of 50 draws of a batch change its statistics by a few per cent.
    decoderOnly().forEach(([, variance], layer) => {
      variance!.forEach((value, channel) => {
        const ratio = (value + 1e-3) / (expected[layer]![1]![channel]! + 1e-3);
        expect(Math.abs(Math.log(ratio))).toBeLessThan(0.1);
      });
    });
    expect(warnings[0]).toBe(
      'recomputeBatchNorm: 2 of 600 images have latent deviations that outweigh all others together; their draws are left out of ' +
        "the decoder's statistics; look at the z_log_var of images 17, 400.",
    );
    encoder.dispose();
  });

  it('warns if the model is worse in use than before, or than the mean picture', async () => {
    const vae = await trained();
    const warnings: string[] = [];
    const onWarning = (message: string) => warnings.push(message);
    await recomputeBatchNorm(vae, images, { onWarning });
    const fine = warnings.filter((text) => text.includes('before'));
    expect(fine).toEqual([]);
    // Statistics over dark images do not fit the squares.
    const dark = squares(30);
    dark.data.fill(0);
    dark.set(0, 0, 0, 0, 1);
    await recomputeBatchNorm(vae, dark, { onWarning });
    expect(warnings.at(-1)).toMatch(
      /^recomputeBatchNorm: the reconstruction loss in use .* is [\d.]+, above .*mean picture; pass the images .*\.$/,
    );
  });

  it('rejects a nested model, whose BatchNorm layers it would miss', async () => {
    const vae = own(tinyVae());
    const x = input({ shape: [8, 8, 1] });
    const nested = model({ inputs: x, outputs: vae.encoder.apply(x) as SymbolicTensor[], name: 'outer' });
    await expect(recomputeBatchNorm({ ...vae, encoder: nested }, images)).rejects.toThrow(
      'recomputeBatchNorm: expected a model without nested models; layer "encoder" of "outer" is itself a model',
    );
  });
});
