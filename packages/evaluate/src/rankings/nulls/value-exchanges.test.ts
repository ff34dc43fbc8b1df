import { keyedNormal } from '@csm/base';
import { conceptVector } from '@csm/core';
import { regressionDirection } from '@csm/core/statistics';
import { gradient, guidedBackprop } from '@csm/explainers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { correlatedCells, geneEncoder, linearEncoder } from '../../../test/gene-encoder.js';
import type { ValueExamples } from '../../concepts/value-examples.js';
import { rankGenes } from '../rank-genes.js';
import { linearNull } from './linear-null.js';
import { valueExchanges } from './value-exchanges.js';

beforeAll(() => useBackend('cpu'));

const [LATENT, GENES, RUNS] = [4, 60, 250];
const pause = async () => {};
const stacked = (rows: readonly (readonly number[] | Float64Array)[]) =>
  ndarray(Float32Array.from(rows.flatMap((row) => [...row])), [rows.length, rows[0]?.length ?? 0]);

interface Null extends Omit<ValueExamples, 'latents'> {
  readonly rows: readonly Float64Array[];
  readonly unit?: 'cell' | 'donor';
}

/** The share of p ≤ 0.05 over genes and runs, and of runs with a gene of q ≤ 0.05. */
async function shares(make: (seed: number) => Null) {
  const found = { p: 0, discovery: 0 };
  for (let seed = 0; seed < RUNS; seed++) {
    const { rows, unit = 'cell', ...others } = make(seed);
    const design = { unit, permutations: 99, seed, pause };
    const exchanges = await valueExchanges('test', { latents: stacked(rows), ...others }, LATENT, design);
    const normal = keyedNormal('read', seed);
    const common = Array.from({ length: LATENT }, () => 2 * normal());
    const perGene = Float64Array.from({ length: GENES * LATENT }, (_, at) => common[at % LATENT]! + normal());
    const { p, q } = await linearNull(exchanges, perGene, { keepPermuted: false, pause });
    found.p += (p?.filter((value) => value <= 0.05).length ?? 0) / GENES / RUNS;
    if (q?.some((value) => value <= 0.05)) found.discovery += 1 / RUNS;
  }
  return found;
}

const normals = (normal: () => number, scale = 1) =>
  Float64Array.from({ length: LATENT }, () => scale * normal());
const plus = (a: Float64Array, b: Float64Array, factor = 1) => a.map((value, l) => value + factor * b[l]!);
const ids = (count: number, size: number) => Array.from({ length: count }, (_, i) => Math.floor(i / size));

/** Cells of donors that differ, each with one number. */
function donorsOfOneNumber(seed: number): Null & { readonly groups: readonly number[] } {
  const normal = keyedNormal('one', seed);
  const groups = ids(120, 10);
  const [offsets, ages] = [0, 1].map(() => Array.from({ length: 12 }, () => normals(normal)));
  return {
    rows: groups.map((donor) => plus(offsets![donor]!, normals(normal, 0.5))),
    values: groups.map((donor) => ages![donor]![0]!),
    groups,
  };
}

/** Each donor's cells follow the number in a direction of its own, which has nothing in common with that of other donors. */
function donorsOfRandomSlopes(seed: number): Null & { readonly groups: readonly number[] } {
  const normal = keyedNormal('slopes', seed);
  const groups = ids(160, 16);
  const slopes = Array.from({ length: 10 }, () => normals(normal));
  const values = groups.map(() => normal());
  return {
    rows: groups.map((donor, i) => plus(normals(normal, 0.5), slopes[donor]!, values[i]!)),
    values,
    groups,
  };
}

/** Batches shift both the number and the cells. */
function shiftedBatches(seed: number): Null & { readonly strata: readonly number[] } {
  const normal = keyedNormal('batches', seed);
  const strata = ids(90, 30);
  const offset = normals(normal, 2);
  return {
    rows: strata.map((batch) => plus(normals(normal), offset, batch)),
    values: strata.map((batch) => batch + normal()),
    strata,
  };
}

describe('under random numbers, 5 % of the genes have p ≤ 0.05', () => {
  const designs: Record<string, (seed: number) => Null> = {
    'independent cells, skewed numbers with heavy tails': (seed) => {
      const normal = keyedNormal('cells', seed);
      return {
        rows: Array.from({ length: 60 }, () => normals(normal).map((z) => z ** 3)),
        values: Array.from({ length: 60 }, () => Math.exp(2 * normal())),
      };
    },
    'numbers with ties and missing ones': (seed) => {
      const normal = keyedNormal('ties', seed);
      return {
        rows: Array.from({ length: 60 }, () => normals(normal)),
        values: Array.from({ length: 60 }, (_, i) => (i % 7 === 0 ? Number.NaN : Math.round(2 * normal()))),
      };
    },
    'donors of one number each, exchanged as wholes': donorsOfOneNumber,
    'donors whose cells follow the number in random directions, as units': (seed) => ({
      ...donorsOfRandomSlopes(seed),
      unit: 'donor',
    }),
    'batches that shift both, as strata': shiftedBatches,
  };
  it.each(Object.entries(designs))('%s', async (_, make) => {
    const { p, discovery } = await shares(make);
    expect(p).toBeGreaterThan(0.025);
    expect(p).toBeLessThan(0.075);
    expect(discovery).toBeLessThan(0.09);
  });

  it('not if donors or batches are left out', async () => {
    const without = (make: (seed: number) => Null) => (seed: number) => {
      const { groups, strata, ...others } = make(seed);
      return others;
    };
    // Three times the level and more.
    for (const make of [donorsOfOneNumber, donorsOfRandomSlopes, shiftedBatches]) {
      expect((await shares(without(make))).p).toBeGreaterThan(0.15);
    }
  });
});

describe('rankGenes along a number', () => {
  const WEIGHTS = [
    [1, 0],
    [0.5, -2],
    [0, 1],
    [0, 0],
  ];
  const cells = correlatedCells(50, 4, 6);
  const latents = stacked(
    Array.from({ length: 50 }, (_, i) =>
      [0, 1].map((l) => WEIGHTS.reduce((sum, row, g) => sum + row[l]! * cells.get(i, g), 0)),
    ),
  );
  const normal = keyedNormal('numbers', 2);
  const values = Array.from({ length: 50 }, (_, i) => latents.get(i, 0) + 2 * normal());

  it('p is that of the studentised correlation with what the regression reads of the gene, by definition', async () => {
    const concept = await regressionDirection('along', latents, values, { ridge: 0.1 });
    const examples = { latents, values, ridge: 0.1 };
    const warnings: string[] = [];
    const ranking = await rankGenes(linearEncoder(WEIGHTS), cells, concept, gradient(), {
      examples,
      permutations: 199,
      onWarning: (message) => warnings.push(message),
    });
    expect(warnings).toEqual([]);
    const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b) / numbers.length;
    const columns = [0, 1].map((l) => {
      const column = Array.from({ length: 50 }, (_, i) => latents.get(i, l));
      return column.map((value) => value - mean(column));
    });
    const product = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, v, i) => sum + v * b[i]!, 0);
    const [u, v] = [columns[0]!, columns[1]!];
    const penalty = (0.1 * (product(u, u) + product(v, v))) / 2;
    const [a, b, d] = [product(u, u) + penalty, product(u, v), product(v, v) + penalty];
    // x of gene g for each cell, with the inverse of a 2 × 2 matrix.
    const reads = WEIGHTS.map(([p = 0, q = 0]) =>
      u.map((z, i) => (z * (d * p - b * q) + v[i]! * (a * q - b * p)) / (a * d - b * b)),
    );
    const exchanges = await valueExchanges('test', examples, 2, {
      ...{ unit: 'cell', permutations: 199, seed: 0, pause },
    });
    const y = values.map((value) => value - mean(values));
    const perGene = Float64Array.from(WEIGHTS.flat());
    const scale = concept.vector[0]! / exchanges.given.vector[0]!;
    for (const [g, x] of reads.entries()) {
      const own = product(y, x);
      expect(ranking.attribution[g]).toBeCloseTo(own * scale, 4);
      if (g === 3) continue;
      const squares = y.reduce((sum, value, i) => sum + (value * x[i]!) ** 2, 0);
      expect(exchanges.given.square(own, perGene, 2 * g, 0)).toBeCloseTo(own ** 2 / squares, 8);
    }
    // The first gene follows the number; the last is not read.
    expect(ranking.p?.[0]).toBe(1 / 200);
    expect(ranking.p?.[3]).toBe(1);
    expect(ranking.smallestP).toBe(1 / 200);
    const asItIs = conceptVector('other', [1, -3]);
    await rankGenes(linearEncoder(WEIGHTS), cells, asItIs, gradient(), {
      ...{ examples, permutations: 9, donors: ids(50, 5) },
      onWarning: (message) => warnings.push(message),
    });
    expect(warnings[0]).toContain('p and q are those of the regression direction of the examples;');
    expect(warnings[1]).toContain('pass the donors of the examples as groups.');
  });

  it('linear and other methods, of an encoder whose derivative is the same, agree', async () => {
    const concept = await regressionDirection('along', latents, values);
    const options = {
      examples: { latents, values },
      permutations: 30,
      keepPermuted: true,
      onWarning: () => {},
    };
    const linear = await rankGenes(linearEncoder(WEIGHTS), cells, concept, gradient(), options);
    const method = { ...gradient(), linear: false };
    const other = await rankGenes(linearEncoder(WEIGHTS), cells, concept, method, options);
    for (let g = 0; g < 4; g++) {
      for (let k = 0; k < 30; k++) {
        expect(other.permuted?.get(k, g)).toBeCloseTo(linear.permuted?.get(k, g) ?? Number.NaN, 5);
      }
    }
    expect(other.permutations).toBe(30);
    expect(other.p?.[0]).toBeLessThanOrEqual(0.1);
  });

  it('the smallest p is that of the design', async () => {
    const smallest = async (design: Partial<ValueExamples>, unit: 'cell' | 'donor' = 'cell') => {
      const examples = { latents, values, ...design };
      return (await valueExchanges('test', examples, 2, { unit, permutations: 999, seed: 0, pause }))
        .smallestP;
    };
    const groups = ids(50, 10);
    const perGroup = groups.map((group) => group ** 2);
    expect(await smallest({ groups, values: perGroup })).toBeCloseTo(1 / 120, 12);
    expect(await smallest({ groups, values: groups.map((group) => Number(group > 2)) })).toBeCloseTo(
      1 / 10,
      12,
    );
    expect(await smallest({ groups }, 'donor')).toBeCloseTo(2 / 32, 12);
    expect(await smallest({ groups })).toBeCloseTo(1 / 1000, 12);
  });

  it('rejects what does not fit before any work', async () => {
    const encoder = geneEncoder(4, 2);
    const call = (examples: object, options = {}) =>
      rankGenes(encoder, cells, conceptVector('c', [1, 0]), guidedBackprop(), {
        examples: { latents, values, ...examples } as ValueExamples,
        ...options,
      });
    await expect(call({ positives: latents })).rejects.toThrow('unknown option "positives"');
    await expect(call({ values: [1] })).rejects.toThrow(
      'rankGenes: expected one value per latent; got 1 values and 50 latents.',
    );
    await expect(call({ values: values.map(() => 2) })).rejects.toThrow('values that are not all equal');
    await expect(call({ values: values.map(() => Infinity) })).rejects.toThrow('must be finite numbers');
    await expect(call({ groups: [1] })).rejects.toThrow('got 1 ids for 50 latents.');
    await expect(call({}, { unit: 'donor' })).rejects.toThrow(
      "unit 'donor' needs the donors of the examples",
    );
    await expect(call({ groups: ids(50, 10), values: ids(50, 10), strata: ids(50, 25) })).rejects.toThrow(
      'group 2 lies in 0 and 1.',
    );
    await expect(call({ ridge: -1 })).rejects.toThrow('ridge');
  });
});
