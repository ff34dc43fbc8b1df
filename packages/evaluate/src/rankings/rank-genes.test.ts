import { contiguous, keyedNormal, rows } from '@csm/base';
import { conceptVector, encode, explain, layersEncoder, meanDifference } from '@csm/core';
import { gradient, guidedBackprop, inputXGradient, integratedGradients, smoothGrad } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { correlatedCells, geneEncoder, linearEncoder } from '../../test/gene-encoder.js';
import { labelUnits } from '../significance/label-units.js';
import { labellings } from '../significance/labellings.js';
import { studentised } from '../significance/studentised.js';
import { rankGenes, rankGenesMany } from './rank-genes.js';
import type { CellStream } from './rank-genes-types.js';

beforeAll(() => useBackend('cpu'));

const GENES = 15;
const encoder = () => geneEncoder(GENES, 4);
const cells = correlatedCells(30, GENES, 1);

const part = (array: NdArray, from: number, to: number) => {
  const width = array.shape[1] ?? 1;
  return ndarray(contiguous(array).slice(from * width, to * width), [to - from, width]);
};

async function setting() {
  const model = encoder();
  const latents = await encode(model, cells);
  const examples = { positives: part(latents, 0, 12), negatives: part(latents, 12, 30) };
  return { model, examples, concept: meanDifference('c', examples.positives, examples.negatives) };
}

describe('rankGenes', () => {
  it('of a linear encoder, the gradient of a gene is v · w_g in every cell', async () => {
    const weights = [
      [1, 0],
      [0.5, -2],
      [0, 0],
    ];
    const inputs = correlatedCells(6, 3, 2);
    const ranking = await rankGenes(linearEncoder(weights), inputs, conceptVector('c', [2, 1]), gradient());
    expect([...ranking.attribution]).toEqual([2, -1, 0]);
    expect([...ranking.standardError]).toEqual([0, 0, 0]);
    expect([...ranking.agreement]).toEqual([1, 1, Number.NaN]);
    expect(ranking.genes).toEqual(['gene 1', 'gene 2', 'gene 3']);
    expect(ranking.cells).toBe(6);
    expect(ranking.p).toBeUndefined();
    // Only one direction is orthogonal to the concept, so z is v · w / (|v| |w · u|) with u = (1, −2) / √5, and p that of
    // a Cauchy distribution.
    const z = [2 / Math.sqrt(5) / (1 / Math.sqrt(5)), -1 / Math.sqrt(5) / (4.5 / Math.sqrt(5)), 0];
    for (const [g, value] of z.entries()) {
      expect(ranking.specificity?.z[g]).toBeCloseTo(value, 6);
      expect(ranking.specificity?.p[g]).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(Math.abs(value)), 6);
    }
  });

  it('means, standard errors and agreement are those of the maps of explain', async () => {
    const { model, concept } = await setting();
    const donors = Array.from({ length: 30 }, (_, i) => ['a', 'b', 'c'][(i * i) % 3]!);
    const method = integratedGradients({ steps: 20 });
    const ranking = await rankGenes(model, cells, concept, method, { donors, batchSize: 7 });
    const { maps } = await explain(model, concept, cells, method);
    const perCell = [...rows(maps)];
    const known = [...new Set(donors)];
    for (let g = 0; g < GENES; g++) {
      const values = perCell.map((map) => map[g]!);
      const mean = values.reduce((a, b) => a + b) / 30;
      expect(ranking.attribution[g]).toBeCloseTo(mean, 6);
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 29;
      expect(ranking.standardError[g]).toBeCloseTo(Math.sqrt(variance / 30), 6);
      const sums = known.map((donor) =>
        values.reduce((sum, value, i) => (donors[i] === donor ? sum + value - mean : sum), 0),
      );
      const between = sums.reduce((sum, value) => sum + (value / 30) ** 2, 0);
      expect(ranking.donorStandardError?.[g]).toBeCloseTo(
        Math.sqrt((between * known.length) / (known.length - 1)),
        6,
      );
      const means = known.map((donor) =>
        values.filter((_, i) => donors[i] === donor).reduce((a, b) => a + b),
      );
      const agree = means.filter((value) => Math.sign(value) === Math.sign(mean)).length / known.length;
      expect(ranking.agreement[g]).toBe(agree);
    }
    expect(ranking.donors).toBe(known.length);
  });

  it('p is that of Welch’s t of the latents along what is read of the gene, under the same labellings', async () => {
    const { model, concept, examples } = await setting();
    const groups = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => (from + i) % 4);
    const designs = [
      {},
      { positiveStrata: groups(0, 12), negativeStrata: groups(12, 30) },
      { positiveGroups: groups(0, 12), negativeGroups: groups(12, 30).map((group) => group + 3) },
    ];
    const maps = await Promise.all(
      [0, 1, 2, 3].map(async (l) => {
        const axis = conceptVector(
          'axis',
          [0, 1, 2, 3].map((k) => (k === l ? 1 : 0)),
        );
        return [...rows((await explain(model, axis, cells, inputXGradient())).maps)];
      }),
    );
    const readOf = (g: number) => maps.map((map) => map.reduce((sum, row) => sum + row[g]! / 30, 0));
    for (const design of designs) {
      const ranking = await rankGenes(model, cells, concept, inputXGradient(), {
        examples: { ...examples, ...design },
        permutations: 60,
        seed: 5,
        keepPermuted: true,
        onWarning: () => {},
      });
      const units = labelUnits('test', 12, 18, design);
      const latents = [...rows(examples.positives), ...rows(examples.negatives)];
      const projected = latents.map((z) =>
        Array.from({ length: GENES }, (_, g) => readOf(g).reduce((sum, value, l) => sum + value * z[l]!, 0)),
      );
      const statistic = studentised(projected, units);
      const [own, other] = [new Float64Array(GENES), new Float64Array(GENES)];
      statistic(units.labels, own);
      const [extreme, counts] = [new Float64Array(GENES), new Float64Array(GENES)];
      const { count, each } = labellings(units, 60, 5);
      await each(async (labels) => {
        statistic(labels, other);
        for (const [g, value] of own.entries()) {
          if (other[g]! >= value * (1 - 1e-6)) extreme[g]!++;
          counts[g]! += other.filter((one) => one >= value * (1 - 1e-6)).length;
        }
      });
      const pooled = own.map((value, g) => {
        const reached = own.filter((one) => one >= value).length;
        return (counts[g]! + reached) / (count + 1) / reached;
      });
      expect(ranking.permutations).toBe(count);
      expect(ranking.smallestP).toBe(1 / (count + 1));
      for (const [g, value] of own.entries()) {
        expect(ranking.p?.[g]).toBeCloseTo((1 + extreme[g]!) / (1 + count), 10);
        // The smallest over all thresholds that the gene reaches, by definition.
        const least = Math.min(1, ...pooled.filter((_, h) => own[h]! <= value));
        expect(ranking.q?.[g]).toBeCloseTo(least, 10);
      }
      expect(ranking.permuted?.shape).toEqual([60, GENES]);
    }
  });

  it('gives the same numbers for batches of any size, for arrays and streams', async () => {
    const { model, concept, examples } = await setting();
    const options = { examples, permutations: 20, nullCells: 11 };
    const names = Array.from({ length: GENES }, (_, g) => `G${g}`);
    const whole = await rankGenes(model, cells, concept, gradient(), { ...options, genes: names });
    const stream: CellStream = {
      count: 30,
      genes: names,
      async *[Symbol.asyncIterator]() {
        yield { inputs: part(cells, 0, 13) };
        yield { inputs: part(cells, 13, 30) };
      },
    };
    const streamed = await rankGenes(model, stream, concept, gradient(), { ...options, batchSize: 4 });
    expect(streamed.genes).toEqual(names);
    for (const name of ['attribution', 'standardError', 'p', 'q'] as const) {
      for (let g = 0; g < GENES; g++) expect(streamed[name]?.[g]).toBeCloseTo(whole[name]?.[g] ?? 0, 6);
    }
    const short = { ...stream, count: 31 };
    await expect(rankGenes(model, short, concept, gradient())).rejects.toThrow(
      'rankGenes: the batches must have 31 cells, which is their count; got 30.',
    );
  });

  it('rankGenesMany gives each concept the ranking of its own cells, also through the latent dimensions', async () => {
    const { model, concept, examples } = await setting();
    const normal = keyedNormal('test', 1);
    const others = Array.from({ length: 5 }, (_, k) =>
      conceptVector(
        `other ${k}`,
        [0, 1, 2, 3].map(() => normal()),
      ),
    );
    const own = [3, 1, 8, 20];
    const concepts = [{ concept, examples, cells: own }, ...others.map((other) => ({ concept: other }))];
    for (const method of [gradient(), guidedBackprop()]) {
      const options = { permutations: 12, random: 4, onWarning: () => {} };
      const many = await rankGenesMany(model, cells, concepts, method, options);
      const some = ndarray(
        Float32Array.from(
          [1, 3, 8, 20].flatMap((i) => [...contiguous(cells).slice(i * GENES, (i + 1) * GENES)]),
        ),
        [4, GENES],
      );
      const one = await rankGenes(model, some, concept, method, { ...options, examples });
      expect(many[0]?.cells).toBe(4);
      for (const name of ['attribution', 'standardError', 'agreement', 'p', 'q'] as const) {
        for (let g = 0; g < GENES; g++) expect(many[0]?.[name]?.[g]).toBeCloseTo(one[name]?.[g] ?? 0, 6);
      }
      const last = await rankGenes(model, cells, others[4]!, method, options);
      for (let g = 0; g < GENES; g++) expect(many[5]?.attribution[g]).toBeCloseTo(last.attribution[g]!, 6);
    }
  });

  it('one cell has a ranking without standard errors, whose specificity needs examples', async () => {
    const { model, concept, examples } = await setting();
    const one = part(cells, 4, 5);
    const alone = await rankGenes(model, one, concept, gradient());
    const { maps } = await explain(model, concept, one, gradient());
    expect(alone.attribution).toEqual(Float64Array.from(maps.data));
    expect(alone.standardError.every(Number.isNaN)).toBe(true);
    expect(alone.specificity).toBeUndefined();
    const known = await rankGenes(model, one, concept, gradient(), { examples, permutations: 9 });
    expect(known.specificity?.z.every(Number.isFinite)).toBe(true);
  });

  it('gives each cell the values that the encoder was made with, as if they were one more gene', async () => {
    const hidden = tfl.layers.dense({
      units: 12,
      activation: 'tanh',
      kernelInitializer: tfl.initializers.glorotNormal({ seed: 4 }),
    });
    const last = tfl.layers.dense({
      units: 4,
      kernelInitializer: tfl.initializers.glorotNormal({ seed: 5 }),
    });
    const [genes, batch] = [
      tfl.input({ shape: [GENES], name: 'genes' }),
      tfl.input({ shape: [1], name: 'batch' }),
    ];
    const latent = last.apply(
      hidden.apply(tfl.layers.concatenate().apply([genes, batch])),
    ) as tfl.SymbolicTensor;
    const joined = tfl.input({ shape: [GENES + 1] });
    const whole = tfl.model({
      inputs: joined,
      outputs: last.apply(hidden.apply(joined)) as tfl.SymbolicTensor,
    });
    const batches = Float32Array.from({ length: 30 }, (_, i) => ((i * i) % 3) - 1);
    const model = layersEncoder(tfl.model({ inputs: [genes, batch], outputs: latent }), {
      given: { batch: ndarray(batches, [30, 1]) },
    });
    const withBatch = ndarray(
      Float32Array.from([...rows(cells)].flatMap((row, i) => [...row, batches[i]!])),
      [30, GENES + 1],
    );
    const latents = await encode(model, cells);
    const examples = { positives: part(latents, 0, 12), negatives: part(latents, 12, 30) };
    const concept = meanDifference('c', examples.positives, examples.negatives);
    const some = [29, 2, 3, 11, 17, 20, 21, 26, 5];
    const options = {
      examples,
      cells: some,
      nullCells: 7,
      permutations: 30,
      batchSize: 4,
      onWarning: () => {},
    };
    for (const method of [gradient(), guidedBackprop()]) {
      const ranking = await rankGenes(model, cells, concept, method, options);
      const expected = await rankGenes(layersEncoder(whole), withBatch, concept, method, options);
      for (let g = 0; g < GENES; g++) {
        for (const name of ['attribution', 'standardError', 'p'] as const) {
          expect(ranking[name]?.[g]).toBeCloseTo(expected[name]?.[g] ?? Number.NaN, 5);
        }
        expect(ranking.specificity?.z[g]).toBeCloseTo(expected.specificity?.z[g] ?? Number.NaN, 3);
      }
    }
    const short = part(cells, 0, 29);
    await expect(rankGenes(model, short, concept, gradient())).rejects.toThrow('30');
  });

  it('warns if p-values are not those of the concept, or donors of the examples are missing', async () => {
    const { model, examples } = await setting();
    const warnings: string[] = [];
    const onWarning = (message: string) => warnings.push(message);
    const donors = Array.from({ length: 30 }, (_, i) => i % 5);
    const other = conceptVector('other', [1, -1, 1, 1]);
    await rankGenes(model, cells, other, gradient(), { examples, donors, permutations: 9, onWarning });
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain(
      'rankGenes: p and q are those of the difference of means of the examples; concept "other"',
    );
    expect(warnings[1]).toContain('pass the donors of the examples as positiveGroups and negativeGroups.');
  });

  it('leaves no tensor, also after an abort and an error', async () => {
    const { model, concept, examples } = await setting();
    const before = tf.memory().numTensors;
    for (const method of [smoothGrad(gradient(), { samples: 2 }), guidedBackprop()]) {
      await rankGenes(model, cells, concept, method, {
        examples,
        permutations: 5,
        random: 2,
        onWarning: () => {},
      });
      const controller = new AbortController();
      const run = rankGenes(model, cells, concept, method, {
        examples,
        batchSize: 5,
        onWarning: () => {},
        signal: controller.signal,
        onProgress: ({ done }) => done >= 10 && controller.abort(new Error('stop')),
      });
      await expect(run).rejects.toThrow('stop');
    }
    const bad = ndarray(contiguous(cells).slice(), [30, GENES]);
    bad.set(20, 3, Number.NaN);
    await expect(rankGenes(model, bad, concept, gradient(), { batchSize: 8 })).rejects.toThrow(
      'rankGenes: inputs must be finite numbers; cell 20 holds NaN.',
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('rejects what does not fit before any work', async () => {
    const { model, concept, examples } = await setting();
    const call = (options: object, inputs: unknown = cells) =>
      rankGenes(model, inputs as NdArray, concept, gradient(), options);
    await expect(call({ permutation: 9 })).rejects.toThrow('unknown option "permutation"');
    await expect(call({ genes: ['a'] })).rejects.toThrow(
      'genes must have one name for each of the encoder’s 15 inputs; got 1.'.replace('’', "'"),
    );
    await expect(call({ donors: [1, 2] })).rejects.toThrow(
      'donors must have one id for each cell; got 2 ids for 30 cells.',
    );
    await expect(call({ cells: [1, 1] })).rejects.toThrow('cells must be different; 1 is a duplicate.');
    await expect(call({ cells: [30] })).rejects.toThrow('cells must be whole numbers from 0 to 29; got 30.');
    await expect(call({ examples, unit: 'donor' })).rejects.toThrow(
      "unit 'donor' needs the donors of the examples",
    );
    await expect(call({}, part(cells, 0, 0))).rejects.toThrow('expected at least one cell; got none.');
    await expect(call({}, [1, 2])).rejects.toThrow(
      'expected an ndarray [n, genes] or batches of at least one cell',
    );
    await expect(rankGenes(model, cells, conceptVector('c', [1]), gradient())).rejects.toThrow(
      `concept "c" has 1 components; the encoder's latent size is 4.`,
    );
    await expect(rankGenesMany(model, cells, [], gradient())).rejects.toThrow(
      'expected at least one concept',
    );
  });
});
