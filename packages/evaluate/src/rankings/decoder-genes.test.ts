import { conceptVector, functionDecoder } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import Papa from 'papaparse';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { decoderGenes } from './decoder-genes.js';
import { rankingToCsv } from './ranking-to-csv.js';

beforeAll(() => useBackend('cpu'));

const weights = [
  [1, 0.5, 0],
  [-1, 2, 0],
];
const logits = (z: tf.Tensor2D) => tf.matMul(z, tf.tensor2d(weights));
const latents = ndarray(Float32Array.from([0, 0, 1, -1, 2, 0.5]), [3, 2]);
const concept = conceptVector('c', [1, 1]);

describe('decoderGenes', () => {
  it('of exponential rates, the log change of a gene is v · w_g for every latent', async () => {
    const decoder = functionDecoder((z) => tf.exp(logits(z)));
    const before = tf.memory().numTensors;
    const ranking = await decoderGenes(decoder, latents, concept, {
      genes: ['A', 'B', 'C'],
      donors: ['d', 'e', 'd'],
      batchSize: 2,
    });
    expect(tf.memory().numTensors).toBe(before);
    for (const [g, value] of [0, 2.5, 0].entries()) {
      expect(ranking.attribution[g]).toBeCloseTo(value, 5);
      expect(ranking.standardError[g]).toBeCloseTo(0, 5);
    }
    expect(ranking.agreement[1]).toBe(1);
    expect(ranking.donors).toBe(2);
    expect(ranking.p).toBeUndefined();
    const [header, first] = rankingToCsv(ranking).split('\n');
    expect(header).toBe('concept,rank,gene,attribution,standardError,donorStandardError,agreement');
    expect(first).toMatch(/^c,1,B,2\.5/);
  });

  it('takes differences of outputs that may be negative', async () => {
    const decoder = functionDecoder(logits);
    await expect(decoderGenes(decoder, latents, concept)).rejects.toThrow(
      'decoderGenes: logarithms need decoded numbers of at least 0; got',
    );
    const ranking = await decoderGenes(decoder, latents, concept, { change: 'difference' });
    for (const [g, value] of [0, 2.5, 0].entries()) expect(ranking.attribution[g]).toBeCloseTo(value, 5);
  });

  it('rejects what does not fit', async () => {
    const decoder = functionDecoder(logits);
    await expect(decoderGenes(decoder, latents, conceptVector('c', [1]))).rejects.toThrow('latents');
    const difference = { change: 'difference' } as const;
    await expect(decoderGenes(decoder, latents, concept, { ...difference, genes: ['A'] })).rejects.toThrow(
      "genes must have one name for each of the decoder's 3 outputs; got 1.",
    );
    const wide = functionDecoder((z) => tf.reshape(logits(z), [-1, 3, 1]));
    await expect(decoderGenes(wide, latents, concept, difference)).rejects.toThrow(
      'the decoder must return [3, genes]',
    );
  });
});

describe('rankingToCsv', () => {
  it('sorts by attribution, quotes names, and leaves unknown values empty', () => {
    const csv = rankingToCsv({
      concept: 'B, naive',
      method: 'gradient',
      genes: ['x', 'a,b'],
      cells: 1,
      attribution: Float64Array.of(-1, 0.25),
      standardError: Float64Array.of(Number.NaN, Number.NaN),
      agreement: Float64Array.of(1, 1),
      p: Float64Array.of(0.5, 0.001),
      specificity: { z: Float64Array.of(0, 3), p: Float64Array.of(1, 0.01), q: Float64Array.of(1, 0.02) },
    });
    const { data } = Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true });
    expect(data).toEqual([
      {
        concept: 'B, naive',
        rank: '1',
        gene: 'a,b',
        attribution: '0.25',
        standardError: '',
        agreement: '1',
        p: '0.001',
        specificityZ: '3',
        specificityP: '0.01',
        specificityQ: '0.02',
      },
      {
        concept: 'B, naive',
        rank: '2',
        gene: 'x',
        attribution: '-1',
        standardError: '',
        agreement: '1',
        p: '0.5',
        specificityZ: '0',
        specificityP: '1',
        specificityQ: '1',
      },
    ]);
    expect(() => rankingToCsv({} as never)).toThrow('rankingToCsv: expected a ranking of rankGenes; got');
  });
});
