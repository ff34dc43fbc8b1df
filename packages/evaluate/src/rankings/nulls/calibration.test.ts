import { keyedNormal, keyedRandom, mean } from '@csm/base';
import { encode, meanDifference } from '@csm/core';
import { integratedGradients } from '@csm/explainers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { correlatedCells, geneEncoder } from '../../../test/gene-encoder.js';
import type { LabelDesign } from '../../concepts/concept-examples.js';
import { rankGenes } from '../rank-genes.js';
import { labelExchanges } from './label-exchanges.js';
import { labelledLatents } from './labelled-latents.js';
import { linearNull } from './linear-null.js';
import { linearSpecificity } from './specificity.js';

const [LATENT, GENES, RUNS] = [6, 100, 300];

/** Latents under the null hypothesis: the labels mean nothing. */
interface Null {
  readonly rows: readonly Float64Array[];
  /** The number of positives, which come first. */
  readonly positives: number;
  readonly design?: LabelDesign;
  readonly unit?: 'cell' | 'donor';
}

/** What is read of the genes: 70 % of them mostly by one direction, so that they are strongly correlated. */
function readOfGenes(seed: number): Float64Array {
  const normal = keyedNormal('read', seed);
  const common = Float64Array.from({ length: LATENT }, () => normal());
  return Float64Array.from({ length: GENES * LATENT }, (_, at) => {
    const share = at < 0.7 * GENES * LATENT ? 2 : 0;
    return share * common[at % LATENT]! + normal();
  });
}

const stacked = (rows: readonly Float64Array[]) =>
  ndarray(Float32Array.from(rows.flatMap((row) => [...row])), [rows.length, LATENT]);

/** Shares over genes and runs: p ≤ 0.05, specificity p ≤ 0.05; and the share of runs with a gene of q ≤ 0.05. */
async function shares(make: (seed: number) => Null) {
  const found = { p: 0, specificity: 0, discovery: 0 };
  for (let seed = 0; seed < RUNS; seed++) {
    const { rows, positives, design = {}, unit = 'cell' } = make(seed);
    const examples = {
      positives: stacked(rows.slice(0, positives)),
      negatives: stacked(rows.slice(positives)),
      ...design,
    };
    const labelled = labelledLatents('test', examples, LATENT, unit);
    const perGene = readOfGenes(seed);
    const settings = { keepPermuted: false, pause: async () => {} };
    const { p, q } = await linearNull(labelExchanges(labelled, 99, seed), perGene, settings);
    const { vector } = meanDifference('c', examples.positives, examples.negatives);
    const specificity = linearSpecificity(vector, rows, perGene);
    const share = (values: Float64Array | undefined) =>
      (values?.filter((value) => value <= 0.05).length ?? 0) / GENES;
    found.p += share(p) / RUNS;
    found.specificity += share(specificity?.p) / RUNS;
    found.discovery += share(q) > 0 ? 1 / RUNS : 0;
  }
  return found;
}

const normals = (normal: () => number, scale = 1) =>
  Float64Array.from({ length: LATENT }, () => scale * normal());
const plus = (a: Float64Array, b: Float64Array) => a.map((value, l) => value + b[l]!);
const groups = (from: number, to: number, size: number) =>
  Array.from({ length: to - from }, (_, i) => Math.floor((from + i) / size));

/** Cells of donors, each of which has an offset of its own. */
function cellsOfDonors(seed: number, donors: number, size: number): Float64Array[] {
  const normal = keyedNormal('donors', seed);
  const offsets = Array.from({ length: donors }, () => normals(normal));
  return groups(0, donors * size, size).map((donor) => plus(offsets[donor]!, normals(normal, 0.5)));
}

/** Each donor has cells on both sides, whose difference is random: it has no sign in common with that of other donors. */
function cellsOfMixedDonors(seed: number, donors: number, size: number): Float64Array[] {
  const normal = keyedNormal('mixed', seed);
  const [offsets, differences] = [0, 1].map(() => Array.from({ length: donors }, () => normals(normal)));
  return [1, 0].flatMap((label) =>
    groups(0, donors * size, size).map((donor) => {
      const cell = plus(offsets![donor]!, normals(normal, 0.5));
      return label === 1 ? plus(cell, differences![donor]!) : cell;
    }),
  );
}

describe('under random labels, 5 % of the genes have p ≤ 0.05', () => {
  const designs: Record<string, (seed: number) => Null> = {
    'cells that are independent': (seed) => {
      const normal = keyedNormal('cells', seed);
      return { rows: Array.from({ length: 80 }, () => normals(normal)), positives: 20 };
    },
    '10 cells with three times the spread of 150 others': (seed) => {
      const normal = keyedNormal('cells', seed);
      return { rows: Array.from({ length: 160 }, (_, i) => normals(normal, i < 10 ? 3 : 1)), positives: 10 };
    },
    'heavy tails': (seed) => {
      const normal = keyedNormal('cells', seed);
      return { rows: Array.from({ length: 80 }, () => normals(normal).map((z) => z ** 3)), positives: 20 };
    },
    'three dimensions that the encoder hardly uses': (seed) => {
      const normal = keyedNormal('cells', seed);
      return {
        rows: Array.from({ length: 80 }, () => normals(normal).map((z, l) => (l < 3 ? z : 0.03 * z))),
        positives: 20,
      };
    },
    '12 donors on one side each, as groups': (seed) => ({
      rows: cellsOfDonors(seed, 12, 10),
      positives: 60,
      design: { positiveGroups: groups(0, 60, 10), negativeGroups: groups(60, 120, 10) },
    }),
    '8 donors on both sides, as units': (seed) => ({
      rows: cellsOfMixedDonors(seed, 8, 10),
      positives: 80,
      design: { positiveGroups: groups(0, 80, 10), negativeGroups: groups(0, 80, 10) },
      unit: 'donor',
    }),
    'labels that go with a batch, as strata': (seed) => {
      const normal = keyedNormal('batches', seed);
      const offset = normals(normal, 2);
      const batches = Array.from({ length: 90 }, (_, i) => (i < 20 || (i >= 30 && i < 50) ? 0 : 1));
      const rows = batches.map((batch) =>
        plus(
          normals(normal),
          offset.map((value) => batch * value),
        ),
      );
      return {
        rows,
        positives: 30,
        design: { positiveStrata: batches.slice(0, 30), negativeStrata: batches.slice(30) },
      };
    },
  };
  it.each(Object.entries(designs))('%s', async (_, make) => {
    const { p, specificity, discovery } = await shares(make);
    expect(p).toBeGreaterThan(0.03);
    expect(p).toBeLessThan(0.07);
    expect(discovery).toBeLessThan(0.08);
    // The covariance of the latents is estimated, so that it holds approximately.
    expect(specificity).toBeGreaterThan(0.025);
    expect(specificity).toBeLessThan(0.07);
  });

  it('not if donors or batches are left out', async () => {
    const ignored = await shares((seed) => ({ rows: cellsOfDonors(seed, 12, 10), positives: 60 }));
    expect(ignored.p).toBeGreaterThan(0.4);
    const mixed = await shares((seed) => ({
      rows: cellsOfMixedDonors(seed, 8, 10),
      positives: 80,
      design: { positiveGroups: groups(0, 80, 10), negativeGroups: groups(0, 80, 10) },
    }));
    expect(mixed.p).toBeGreaterThan(0.4);
  });
});

describe('rankGenes under random labels', () => {
  beforeAll(() => useBackend('cpu'));

  it('has 5 % of the genes with p ≤ 0.05, even if the explained cells are the positives', async () => {
    const runs = 150;
    const genes = 20;
    const perRun: number[] = [];
    for (let seed = 0; seed < runs; seed++) {
      const encoder = geneEncoder(genes, 4, 1 + (seed % 5));
      const cells = correlatedCells(40, genes, seed);
      const latents = await encode(encoder, cells, { batchSize: 40 });
      const random = keyedRandom('labels', seed);
      const order = Array.from({ length: 40 }, (_, i) => i).sort(() => random() - 0.5);
      const rowsOf = (some: readonly number[]) =>
        ndarray(Float32Array.from(some.flatMap((i) => [0, 1, 2, 3].map((l) => latents.get(i, l)))), [
          some.length,
          4,
        ]);
      const examples = { positives: rowsOf(order.slice(0, 15)), negatives: rowsOf(order.slice(15)) };
      const concept = meanDifference('c', examples.positives, examples.negatives);
      const { p } = await rankGenes(encoder, cells, concept, integratedGradients({ steps: 4 }), {
        examples,
        cells: order.slice(0, 15),
        permutations: 99,
        seed,
        onWarning: () => {},
      });
      perRun.push((p?.filter((value) => value <= 0.05).length ?? 0) / genes);
    }
    expect(mean(perRun)).toBeGreaterThan(0.03);
    expect(mean(perRun)).toBeLessThan(0.07);
  });
});
