import { keyedNormal, keyedRandom } from '@csm/base';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import type { GeneRanking } from './gene-ranking.js';
import { geneSetEnrichment } from './gene-set-enrichment.js';
import { labelExchanges } from './nulls/label-exchanges.js';
import { labelledLatents } from './nulls/labelled-latents.js';
import { linearNull } from './nulls/linear-null.js';

const names = (count: number) => Array.from({ length: count }, (_, g) => `G${g}`);

function rankingOf(attribution: Float64Array, permuted?: GeneRanking['permuted']): GeneRanking {
  const none = attribution.map(() => Number.NaN);
  const genes = names(attribution.length);
  return {
    concept: 'c',
    method: 'm',
    genes,
    cells: 1,
    attribution,
    standardError: none,
    agreement: none,
    permuted,
  };
}

/** P(|Z| ≥ |z|) of a normal Z, by Simpson's rule. */
function twoSided(z: number): number {
  const [from, steps] = [Math.abs(z), 2000];
  const step = 10 / steps;
  const density = (x: number) => Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(from) + density(from + 10);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * density(from + i * step);
  return (2 * sum * step) / 3;
}

describe('geneSetEnrichment', () => {
  it('gives the share of pairs in which the gene of the set is higher, and p by definition', async () => {
    const random = keyedRandom('test', 1);
    // Few different values, so that there are ties.
    const draw = () => Math.floor(8 * random()) - 4;
    const attribution = Float64Array.from({ length: 30 }, draw);
    const permuted = ndarray(Float32Array.from({ length: 19 * 30 }, draw), [19, 30]);
    const sets = [
      { name: 'a', genes: ['G1', 'G4', 'G9', 'G9', 'missing', 'G20'] },
      { name: 'b', genes: ['G0', 'G2', 'G3', 'G4', 'G5', 'G29'] },
      { name: 'small', genes: ['G1', 'G2'] },
      { name: 'large', genes: names(25) },
    ];
    const found = await geneSetEnrichment(rankingOf(attribution, permuted), sets, {
      minimum: 3,
      maximum: 20,
    });
    expect(found.map(({ name }) => name).sort()).toEqual(['a', 'b']);
    const auc = (values: (g: number) => number, members: readonly number[]) => {
      let sum = 0;
      const others = [...Array(30).keys()].filter((g) => !members.includes(g));
      for (const g of members) for (const h of others) sum += (Math.sign(values(g) - values(h)) + 1) / 2;
      return sum / members.length / others.length;
    };
    for (const { name, ...result } of found) {
      const members = name === 'a' ? [1, 4, 9, 20] : [0, 2, 3, 4, 5, 29];
      const own = auc((g) => attribution[g]!, members);
      expect(result.auc).toBeCloseTo(own, 12);
      expect(result.size).toBe(members.length);
      const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
      const outside = [...Array(30).keys()].filter((g) => !members.includes(g));
      const difference = (values: (g: number) => number) =>
        mean(members.map(values)) - mean(outside.map(values));
      const given = difference((g) => attribution[g]!);
      const others = [...Array(19).keys()].map((b) => difference((g) => permuted.get(b, g)));
      const [high, low] = [
        others.filter((one) => one >= given - 1e-12),
        others.filter((one) => one <= given + 1e-12),
      ];
      const selfContained = Math.min(1, (2 * (1 + Math.min(high.length, low.length))) / 20);
      const column = (g: number) => {
        const values = [...Array(19).keys()].map((b) => permuted.get(b, g));
        return values.map((value) => value - mean(values));
      };
      const product = (a: readonly number[], b: readonly number[]) =>
        mean(a.map((value, i) => value * b[i]!));
      const correlation = (g: number, h: number) =>
        product(column(g), column(h)) /
        Math.sqrt(product(column(g), column(g)) * product(column(h), column(h)));
      const pairs = members.flatMap((g) => members.filter((h) => h !== g).map((h) => correlation(g, h)));
      const rho = Math.max(0, mean(pairs));
      const all = [...attribution];
      const variance = all.reduce((sum, value) => sum + (value - mean(all)) ** 2, 0) / 29;
      const m = members.length;
      const z = given / Math.sqrt(variance * ((1 + (m - 1) * rho) / m + 1 / (30 - m)));
      expect(result.z).toBeCloseTo(z, 6);
      expect(result.p).toBeCloseTo(Math.max(selfContained, twoSided(z)), 6);
    }
  });

  it('under random labels, at most 5 % of sets of correlated genes have p ≤ 0.05; with permuted genes most would', async () => {
    const [latentSize, genes, runs] = [5, 120, 400];
    let [ours, ofGenes] = [0, 0];
    for (let seed = 0; seed < runs; seed++) {
      const normal = keyedNormal('sets', seed);
      // The encoder reads the first 20 genes, the set, by nearly the same direction.
      const common = Array.from({ length: latentSize }, () => normal());
      const perGene = Float64Array.from({ length: genes * latentSize }, (_, at) =>
        at < 20 * latentSize ? common[at % latentSize]! + 0.3 * normal() : normal(),
      );
      const side = (count: number) =>
        ndarray(
          Float32Array.from({ length: count * latentSize }, () => normal()),
          [count, latentSize],
        );
      const labelled = labelledLatents(
        'test',
        { positives: side(25), negatives: side(40) },
        latentSize,
        'cell',
      );
      const mean = (from: number, to: number, l: number) =>
        labelled.rows.slice(from, to).reduce((sum, row) => sum + row[l]!, 0) / (to - from);
      const difference = Array.from({ length: latentSize }, (_, l) => mean(0, 25, l) - mean(25, 65, l));
      const attribution = Float64Array.from({ length: genes }, (_, g) =>
        difference.reduce((sum, value, l) => sum + value * perGene[g * latentSize + l]!, 0),
      );
      const settings = { keepPermuted: true, pause: async () => {} };
      const { permuted } = await linearNull(labelExchanges(labelled, 99, seed), perGene, settings);
      const [result] = await geneSetEnrichment(rankingOf(attribution, permuted), [
        { name: 's', genes: names(20) },
      ]);
      if (result!.p <= 0.05) ours += 1 / runs;
      // The normal approximation of the rank sum, to which permuting genes converges.
      const z = (result!.auc - 0.5) / Math.sqrt((genes + 1) / (12 * 20 * (genes - 20)));
      if (Math.abs(z) > 1.96) ofGenes += 1 / runs;
    }
    expect(ours).toBeLessThan(0.075);
    expect(ofGenes).toBeGreaterThan(0.5);
  });

  it('finds the drivers of a real concept along the main axis, and at most 5 % of random sets', async () => {
    const [latentSize, genes, runs, drawn] = [5, 120, 100, 5];
    let [found, random, selfContained] = [0, 0, 0];
    for (let seed = 0; seed < runs; seed++) {
      const normal = keyedNormal('real concept', seed);
      // The concept is the first dimension, along which cells vary most, and which drives the first 20 genes.
      const perGene = Float64Array.from(
        { length: genes * latentSize },
        (_, at) => (at < 20 * latentSize && at % latentSize === 0 ? 1 : 0) + 0.3 * normal(),
      );
      const side = (count: number, shift: number) =>
        ndarray(
          Float32Array.from({ length: count * latentSize }, (_, at) => {
            const l = at % latentSize;
            return (l === 0 ? 3 : 1) * normal() + (l === 0 ? shift : 0);
          }),
          [count, latentSize],
        );
      const labelled = labelledLatents(
        'test',
        { positives: side(25, 6), negatives: side(40, 0) },
        latentSize,
        'cell',
      );
      const exchanges = labelExchanges(labelled, 99, seed);
      const attribution = Float64Array.from({ length: genes }, (_, g) =>
        exchanges.given.vector.reduce((sum, value, l) => sum + value * perGene[g * latentSize + l]!, 0),
      );
      const { permuted } = await linearNull(exchanges, perGene, {
        keepPermuted: true,
        pause: async () => {},
      });
      const draw = keyedRandom('random sets', seed);
      const sets = Array.from({ length: drawn }, (_, s) => {
        const order = names(genes).map((gene) => [draw(), gene] as const);
        return {
          name: `random ${s}`,
          genes: order
            .sort(([a], [b]) => a - b)
            .slice(0, 20)
            .map(([, gene]) => gene),
        };
      });
      const results = await geneSetEnrichment(rankingOf(attribution, permuted), [
        { name: 'drivers', genes: names(20) },
        ...sets,
      ]);
      // Without a comparison with the other genes: the mean of the first random set under permuted labels.
      const first = sets[0]!.genes.map((gene) => Number(gene.slice(1)));
      const meanOf = (value: (g: number) => number) => first.reduce((sum, g) => sum + value(g) / 20, 0);
      const given = Math.abs(meanOf((g) => attribution[g]!));
      const asFar = [...Array(99).keys()].filter(
        (b) => Math.abs(meanOf((g) => permuted!.get(b, g))) >= given,
      );
      if (1 + asFar.length <= 5) selfContained += 1 / runs;
      for (const { name, p } of results) {
        if (p > 0.05) continue;
        if (name === 'drivers') found += 1 / runs;
        else random += 1 / (runs * drawn);
      }
    }
    expect(found).toBeGreaterThan(0.9);
    expect(random).toBeLessThan(0.05);
    expect(selfContained).toBeGreaterThan(0.5);
  });

  it('rejects what it cannot test', async () => {
    const attribution = Float64Array.from({ length: 10 }, (_, g) => g);
    const sets = [{ name: 's', genes: names(5) }];
    await expect(geneSetEnrichment(rankingOf(attribution), sets)).rejects.toThrow('keepPermuted: true.');
    const ranking = rankingOf(attribution, ndarray(new Float32Array(20), [2, 10]));
    await expect(geneSetEnrichment(ranking, [{ name: 's', genes: ['g1', 'g2'] }])).rejects.toThrow(
      'geneSetEnrichment: expected a set with 5 to 500 genes of the ranking; of 1 sets, the largest has 0; use the same kind of gene names',
    );
    await expect(geneSetEnrichment(ranking, sets, { minimum: 9, maximum: 8 })).rejects.toThrow('maximum');
    await expect(geneSetEnrichment(ranking, [['G1']] as never)).rejects.toThrow(
      'expected sets { name, genes }',
    );
    await expect(geneSetEnrichment({} as never, sets)).rejects.toThrow('expected a ranking of rankGenes');
  });
});
