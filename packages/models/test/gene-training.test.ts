import '@csm/wasm';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, setBackend, tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  disposeVae,
  evaluateVae,
  geneVae,
  recomputeBatchNorm,
  registerGeneLayers,
  trainVae,
} from '../src/index.js';
import { loadVae, saveVae } from '../src/node.js';
import type { ImageBatch } from '../src/training.js';
import { cellCounts } from './counts.js';
import { memoryCheckpoint } from './memory-checkpoint.js';
import { ownVaes } from './own-vaes.js';

const own = ownVaes();
let folder: string;
beforeAll(async () => {
  await setBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'gene-vae-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const { counts, batch } = cellCounts(24, 15);
const small = { genes: 15, latentSize: 2, hidden: [6], seed: 4 };
const settings = { epochs: 2, batchSize: 8, learningRate: 0.01, onWarning: () => {} };
const rows = (from: number, to: number) => ndarray(counts.data.slice(15 * from, 15 * to), [to - from, 15]);

describe('training a VAE over genes', () => {
  it('on a stream of batches of cells gives the weights of batches in other forms', async () => {
    const forms: ((from: number) => ImageBatch)[] = [
      (from) => ({ inputs: rows(from, from + 8), batch: batch.slice(from, from + 8) }),
      (from) => ({ images: rows(from, from + 8), batch: Array.from(batch.slice(from, from + 8)) }),
      (from) => ({
        inputs: tensor(rows(from, from + 8).data, [8, 15]),
        batch: batch.slice(from, from + 8),
      }),
    ];
    const results: number[] = [];
    for (const form of forms) {
      const vae = own(geneVae({ ...small, batches: 2, encodeBatch: true }));
      const before = memory().numTensors;
      await trainVae(vae, () => [0, 8, 16].map(form), settings);
      expect(memory().numTensors).toBe(before);
      results.push((await evaluateVae(vae, counts, { batch })).loss);
    }
    expect(results[1]).toBe(results[0]);
    expect(results[2]).toBe(results[0]);
  });

  it('resumes after an epoch as if it had never stopped', async () => {
    const options = { ...settings, epochs: 3, batch };
    const whole = own(geneVae({ ...small, batches: 2 }));
    await trainVae(whole, counts, options);
    const checkpoints = memoryCheckpoint();
    const first = own(geneVae({ ...small, batches: 2 }));
    await trainVae(first, counts, { ...options, epochs: 1, checkpoints });
    const second = own(geneVae({ ...small, batches: 2, seed: 9 }));
    await trainVae(second, counts, { ...options, checkpoints });
    expect(await evaluateVae(second, counts, { batch })).toEqual(await evaluateVae(whole, counts, { batch }));
  });

  it('measures validation cells with their batches', async () => {
    const vae = own(geneVae({ ...small, batches: 2 }));
    const options = { ...settings, batch, validation: rows(0, 5), validationBatch: batch.slice(0, 5) };
    const history = await trainVae(vae, counts, options);
    const measured = await evaluateVae(vae, rows(0, 5), { batch: batch.slice(0, 5) });
    expect(history.at(-1)?.validation).toEqual(measured);
  });

  it('recomputes the statistics of BatchNorm with batches', async () => {
    const vae = own(geneVae({ ...small, batches: 2, encodeBatch: true }));
    const before = memory().numTensors;
    const lossBefore = await evaluateVae(vae, counts, { batch });
    const shifts = await recomputeBatchNorm(vae, counts, { batch, onWarning: () => {} });
    expect(shifts.map(({ layer }) => layer)).toEqual([
      'encoder/dense_1_batch_norm',
      'decoder/dense_1_batch_norm',
    ]);
    expect(memory().numTensors).toBe(before);
    expect((await evaluateVae(vae, counts, { batch })).loss).not.toBe(lossBefore.loss);
  });

  it('warns once of values that are not whole numbers', async () => {
    const warnings: string[] = [];
    const options = { ...settings, onWarning: (message: string) => warnings.push(message) };
    const halves = ndarray(
      counts.data.map((count) => count / 2),
      counts.shape,
    );
    await trainVae(own(geneVae(small)), halves, options);
    const ofCounts = (message: string) => message.includes('should be whole numbers');
    expect(warnings.filter(ofCounts)).toEqual([
      expect.stringMatching(
        /^trainVae: the likelihood 'negativeBinomial' is one of counts, .*; got \d+\.5; pass raw counts, .*\.$/,
      ),
    ]);
    warnings.length = 0;
    await trainVae(own(geneVae({ ...small, likelihood: 'gaussian' })), halves, options);
    expect(warnings.filter(ofCounts)).toEqual([]);
  });

  it('rejects invalid counts and batches before any work', async () => {
    const vae = own(geneVae({ ...small, batches: 2 }));
    const negative = ndarray(counts.data.slice().fill(-1, 20, 21), counts.shape);
    await expect(trainVae(vae, negative, { ...settings, batch })).rejects.toThrow(
      'trainVae: inputs must hold counts, 0 or more; input 1 holds -1; pass raw counts',
    );
    await expect(trainVae(vae, counts, settings)).rejects.toThrow(
      'trainVae: batch must have one whole number from 0 to 1 for each of the 24 samples; got undefined',
    );
    await expect(
      trainVae(vae, counts, { ...settings, batch: batch.map((each) => 2 * each) }),
    ).rejects.toThrow(/trainVae: batch must have .*; sample \d+ has 2\./);
    await expect(evaluateVae(vae, counts, { batch: [0, 1] })).rejects.toThrow(
      'evaluateVae: batch must have one whole number from 0 to 1 for each of the 24 samples; got 2 numbers.',
    );
  });
});

describe('saving a VAE over genes', () => {
  it.each(['negativeBinomial', 'zeroInflatedNegativeBinomial', 'poisson', 'gaussian'] as const)(
    'keeps likelihood %s, batches and losses',
    async (likelihood) => {
      const vae = own(geneVae({ ...small, likelihood, batches: 2, encodeBatch: likelihood === 'poisson' }));
      await trainVae(vae, counts, { ...settings, batch });
      const path = join(folder, likelihood);
      await saveVae(vae, path);
      const loaded = own(await loadVae(path));
      expect(loaded).toMatchObject({
        name: 'genes',
        likelihood,
        batches: 2,
        inputShape: [15],
        latentSize: 2,
      });
      expect(await evaluateVae(loaded, counts, { batch })).toEqual(await evaluateVae(vae, counts, { batch }));
    },
  );

  it('writes models that tfjs’ own loadLayersModel reads after registerGeneLayers', async () => {
    const vae = geneVae(small);
    const artifacts = await new Promise<object>((resolve) => {
      void vae.decoder.save({
        save: async (model) => {
          resolve(model);
          return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
        },
      });
    });
    registerGeneLayers();
    const read = await loadLayersModel({ load: async () => artifacts as never });
    expect(read.outputNames).toEqual(['fraction', 'log_dispersion']);
    read.dispose();
    disposeVae(vae);
  });
});
