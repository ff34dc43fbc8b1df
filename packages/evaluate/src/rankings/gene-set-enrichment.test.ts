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
      const others = [...Array(19).keys()].map((b) => auc((g) => permuted.get(b, g), members));
      const [high, low] = [
        others.filter((one) => one >= own - 1e-12),
        others.filter((one) => one <= own + 1e-12),
      ];
      expect(result.p).toBeCloseTo(Math.min(1, (2 * (1 + Math.min(high.length, low.length))) / 20), 12);
      const mean = others.reduce((a, b) => a + b) / 19;
      const spread = Math.sqrt(others.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 18);
      expect(result.z).toBeCloseTo((own - mean) / spread, 10);
    }
  });

  it('under random labels, 5 % of sets of correlated genes have p ≤ 0.05; with permuted genes most would', async () => {
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
    expect(ours).toBeGreaterThan(0.025);
    expect(ours).toBeLessThan(0.075);
    expect(ofGenes).toBeGreaterThan(0.5);
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
