import { mean } from '@csm/base';
import type { GeneConcept } from '@csm/core/statistics';
import { geneCounts, type SpatialCounts, spotTotals } from '@csm/datasets';
import { layerEvidence, type Neighbours } from '@csm/evaluate';
import type { SpotMaps } from './spot-maps.js';

/** Measures of how well values find a layer, from `layerEvidence`: one row of the page's table. */
export interface Evidence {
  readonly what: string;
  /** Mean AUC over the separate genes of the concept; NaN if there is only one picture. */
  readonly genes: number;
  /** AUC of the mean of the genes' pictures, or of the only picture. */
  readonly mean: number;
  /** Mean AUC over genes and random concept vectors; NaN if a picture does not depend on a vector. */
  readonly random: number;
  /** Mean of Moran's I over the genes. */
  readonly moransI: number;
  /** Share of the maps' variance that maps of random concept vectors explain; NaN if a picture does not depend on a vector. */
  readonly explainedByRandom: number;
}

/** Input of {@link conceptEvidence}. */
export interface EvidenceInput {
  readonly counts: SpatialCounts;
  readonly found: GeneConcept;
  /** The decoded concept at the spots. */
  readonly decoded: Float32Array;
  readonly maps: readonly SpotMaps[];
  readonly neighbours: Neighbours;
  /** The labels that count as the concept's layer. */
  readonly layers: readonly string[];
}

/** Compares counts, the decoded concept and the maps of every method with the labelled spots. */
export function conceptEvidence(input: EvidenceInput): Evidence[] {
  const { counts, found, decoded, maps, neighbours, layers } = input;
  const { labels = [] } = counts.spots;
  const measure = (each: readonly ArrayLike<number>[], randomMaps?: SpotMaps['random']) =>
    layerEvidence(each, labels, layers, { neighbours, randomMaps });
  const totals = spotTotals(counts);
  const raw = found.genes.map(({ gene }) => geneCounts(counts, gene));
  // Genes with many counts would dominate the mean.
  const scaled = raw.map((gene) =>
    gene.map((count) => count / gene.reduce((most, one) => Math.max(most, one))),
  );
  const share = raw.map((gene) => Float64Array.from(gene, (count, spot) => (1e4 * count) / totals[spot]!));
  const row = (what: string, each: readonly ArrayLike<number>[]): Evidence => {
    const { oneMap, meanMap, moransI } = measure(each);
    return { what, genes: oneMap, mean: meanMap, random: Number.NaN, moransI, explainedByRandom: Number.NaN };
  };
  return [
    row('raw counts', scaled),
    row('counts per 10,000', share),
    { ...row('decoded concept', [decoded]), genes: Number.NaN },
    ...maps.map((one) => {
      const { oneMap, meanMap, randomMap, moransI } = measure(one.maps, one.random);
      return {
        what: one.method.name,
        genes: oneMap,
        mean: meanMap,
        random: randomMap,
        moransI,
        explainedByRandom: one.dependence.explainedByRandom,
      };
    }),
  ];
}

/** The means over cases, row by row. */
export function meanEvidence(cases: readonly (readonly Evidence[])[]): Evidence[] {
  return cases[0]!.map(({ what }, row) => {
    const over = (key: Exclude<keyof Evidence, 'what'>) => mean(cases.map((one) => one[row]![key]));
    return {
      what,
      genes: over('genes'),
      mean: over('mean'),
      random: over('random'),
      moransI: over('moransI'),
      explainedByRandom: over('explainedByRandom'),
    };
  });
}
