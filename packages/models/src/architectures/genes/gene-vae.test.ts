import '@csm/wasm';
import { memory, setBackend, sum, type Tensor, tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { cellCounts } from '../../../test/counts.js';
import { ownVaes } from '../../../test/own-vaes.js';
import { evaluateVae } from '../../training/evaluate-vae.js';
import { trainVae } from '../../training/train-vae.js';
import { geneVae } from './gene-vae.js';
import type { GeneVaeOptions } from './gene-vae-options.js';

beforeAll(() => setBackend('wasm'));
const own = ownVaes();

const outputs = {
  poisson: ['fraction'],
  negativeBinomial: ['fraction', 'log_dispersion'],
  zeroInflatedNegativeBinomial: ['fraction', 'log_dispersion', 'dropout_logits'],
  gaussian: ['mean', 'log_variance'],
} as const;
const likelihoods = Object.keys(outputs) as (keyof typeof outputs)[];

describe('geneVae', () => {
  it('has the documented layers', () => {
    const vae = own(geneVae({ genes: 7, latentSize: 3, hidden: [5, 4] }));
    const names = (part: 'encoder' | 'decoder') => vae[part].layers.map(({ name }) => name);
    expect(names('encoder')).toEqual([
      'gene_input',
      'log1p',
      ...[1, 2].flatMap((i) => [`dense_${i}`, `dense_${i}_batch_norm`, `dense_${i}_relu`]),
      'z_mean',
      'z_log_var',
    ]);
    expect(vae.decoder.getLayer('dense_1').outputShape).toEqual([null, 4]);
    expect(vae.decoder.getLayer('dense_2').outputShape).toEqual([null, 5]);
    expect(vae).toMatchObject({ inputShape: [7], latentSize: 3, likelihood: 'negativeBinomial' });
    expect(vae.sampling).toBe('standard');
  });

  it.each(likelihoods)('of likelihood %s has its outputs, each [n, genes]', (likelihood) => {
    const { decoder } = own(geneVae({ genes: 6, latentSize: 2, hidden: [4], likelihood }));
    expect(decoder.outputNames).toEqual(outputs[likelihood]);
    tidy(() => {
      const decoded = [decoder.predict(zeros([3, 2]))].flat() as Tensor[];
      for (const each of decoded) expect(each.shape).toEqual([3, 6]);
      if (likelihood === 'gaussian') return;
      const sums = sum(decoded[0]!, -1).dataSync();
      for (const each of sums) expect(each).toBeCloseTo(1, 5);
    });
  });

  it('encodes ln(1 + counts): the first layer is linear in it', () => {
    const { encoder } = own(geneVae({ genes: 2, latentSize: 1, hidden: [] }));
    tidy(() => {
      const latent = (a: number, b: number) =>
        (encoder.predict(tensor([[a, b]])) as Tensor[])[0]!.dataSync()[0]!;
      const [both, first, second] = [latent(10, 3), latent(10, 0), latent(0, 3)];
      expect(both).toBeCloseTo(first + second, 5);
      expect(latent(99, 0) / first).toBeCloseTo(Math.log(100) / Math.log(11), 4);
    });
  });

  it.each(likelihoods)(
    'of likelihood %s learns more than a constant, and leaves no tensors',
    async (likelihood) => {
      const { counts, batch } = cellCounts(60, 30);
      const vae = own(geneVae({ genes: 30, latentSize: 3, hidden: [16], likelihood, batches: 2, seed: 2 }));
      const before = memory().numTensors;
      const warnings: string[] = [];
      const onWarning = (message: string) => warnings.push(message);
      const options = { epochs: 25, batchSize: 20, learningRate: 0.02, batch, onWarning };
      const history = await trainVae(vae, counts, options);
      const { reconstruction } = await evaluateVae(vae, counts, { batch });
      expect(memory().numTensors).toBe(before);
      expect(history.length).toBe(25);
      // trainVae warns if the loss in use is above that of a constant answer.
      expect(warnings).toEqual([]);
      expect(reconstruction).toBeLessThan(history[0]!.reconstruction);
    },
  );

  it('starts from the means of the genes: a latent of 0 decodes to their shares', () => {
    const counts = own(geneVae({ genes: 3, hidden: [4], geneMeans: [2, 1, 1] }));
    const gaussian = own(geneVae({ genes: 3, hidden: [4], likelihood: 'gaussian', geneMeans: [-2, 0, 5] }));
    const silent = own(geneVae({ genes: 3, hidden: [4], geneMeans: [4, 0, 2] }));
    const decoded = ({ decoder }: typeof counts) =>
      tidy(() => Array.from([decoder.predict(zeros([1, 10]))].flat()[0]!.dataSync()));
    expect(decoded(counts)).toEqual([0.5, 0.25, 0.25].map((each) => expect.closeTo(each, 6)));
    expect(decoded(gaussian)).toEqual([-2, 0, 5]);
    // A gene without counts gets half of the smallest mean.
    expect(decoded(silent)).toEqual([4 / 7, 1 / 7, 2 / 7].map((each) => expect.closeTo(each, 6)));
  });

  it('gives the batch to the decoder, and to the encoder with encodeBatch', async () => {
    const { counts, batch } = cellCounts(20, 12);
    const base = { genes: 12, latentSize: 2, hidden: [4], batches: 2 };
    const plain = own(geneVae(base));
    const both = own(geneVae({ ...base, encodeBatch: true }));
    expect(plain.encoder.inputs.length).toBe(1);
    expect(both.encoder.inputs.map(({ shape }) => shape)).toEqual([
      [null, 12],
      [null, 2],
    ]);
    const other = batch.map((each) => 1 - each);
    for (const vae of [plain, both]) {
      const [a, b] = [
        await evaluateVae(vae, counts, { batch }),
        await evaluateVae(vae, counts, { batch: other }),
      ];
      expect(a.reconstruction).not.toBe(b.reconstruction);
      if (vae === both) expect(a.kl).not.toBe(b.kl);
      else expect(a.kl).toBe(b.kl);
    }
  });

  it.each<[string, Partial<GeneVaeOptions>]>([
    ['geneVae: genes must be a whole number of at least 1', { genes: 0 }],
    ["geneVae: likelihood must be 'gaussian', 'poisson'", { likelihood: 'bernoulli' as never }],
    ['geneVae: hidden[0] must be a whole number', { hidden: [0.5] }],
    ['geneVae: encodeBatch needs batches', { encodeBatch: true }],
    ['geneVae: geneMeans must have one number for each of the 5 genes; got 2', { geneMeans: [1, 2] }],
    ['geneVae: geneMeans must be finite, at least 0 and not all 0; gene 1', { geneMeans: [1, -2, 1, 1, 1] }],
    ['geneVae: seed must be a whole number', { seed: -1 }],
    ['geneVae: unknown option "batch"', { batch: 2 } as object],
  ])('throws: %s', (message, options) => {
    expect(() => geneVae({ genes: 5, ...options })).toThrow(message);
  });
});
