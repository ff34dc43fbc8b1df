import { rocAuc } from '@csm/core/statistics';
import { geneCounts, type SpatialCounts, spotTotals } from '@csm/datasets';
import { average } from '../../support/average.js';
import type { GeneConcept } from '../../support/olfactory-bulb/gene-concept.js';
import { meanAtSpots } from './at-spots.js';
import type { ConceptMaps } from './concept-maps.js';
import { moransI } from './morans-i.js';

/**
 * Measures of how well values find a layer (ROC AUC), compared with random concept vectors if the values depend on
 * a vector.
 */
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

/** Input of {@link layerEvidence}. */
export interface EvidenceInput {
  readonly counts: SpatialCounts;
  readonly found: GeneConcept;
  /** Values at the spots of the genes' rasters, and of the decoded concept. */
  readonly pictures: readonly Float32Array[];
  readonly decoded: Float32Array;
  readonly maps: readonly ConceptMaps[];
  readonly neighbours: readonly (readonly number[])[];
  /** The labels that count as the concept's layer. */
  readonly layers: readonly string[];
}

/**
 * Compares raw counts, the decoded concept and the maps of every method with the labelled spots. Spots without a label are
 * ignored.
 */
export function layerEvidence(input: EvidenceInput): Evidence[] {
  const { counts, found, pictures, decoded, maps, neighbours, layers } = input;
  const { labels } = counts.spots;
  if (!labels) throw new Error('layerEvidence: expected spots with labels; got counts without them.');
  const auc = (values: ArrayLike<number>) => {
    const at = (inside: boolean) =>
      labels.flatMap((label, spot) =>
        label !== null && layers.includes(label) === inside && !Number.isNaN(values[spot]!)
          ? [values[spot]!]
          : [],
      );
    return rocAuc(at(true), at(false));
  };
  const morans = (all: readonly ArrayLike<number>[]) =>
    // A map that is zero everywhere has no Moran's I.
    average(all.map((one) => moransI(one, neighbours)).filter((value) => !Number.isNaN(value)));
  const perGene = (all: readonly ArrayLike<number>[]) => average(all.map(auc));
  const totals = spotTotals(counts);
  const raw = found.genes.map(({ gene }) => geneCounts(counts, gene));
  const share = raw.map((gene) => Float64Array.from(gene, (count, spot) => (1e4 * count) / totals[spot]!));
  return [
    {
      what: 'raw counts',
      genes: perGene(raw),
      mean: auc(meanAtSpots(pictures)),
      random: Number.NaN,
      moransI: morans(raw),
      explainedByRandom: Number.NaN,
    },
    {
      what: 'counts per 10,000',
      genes: perGene(share),
      mean: auc(meanAtSpots(share)),
      random: Number.NaN,
      moransI: morans(share),
      explainedByRandom: Number.NaN,
    },
    {
      what: 'decoded concept',
      genes: Number.NaN,
      mean: auc(decoded),
      random: Number.NaN,
      moransI: morans([decoded]),
      explainedByRandom: Number.NaN,
    },
    ...maps.map((one) => ({
      what: one.method,
      genes: perGene(one.maps),
      mean: auc(meanAtSpots(one.maps)),
      random: average(one.random.map(perGene)),
      moransI: morans(one.maps),
      explainedByRandom: one.explainedByRandom,
    })),
  ];
}

/** The means over cases, row by row. */
export function meanEvidence(cases: readonly (readonly Evidence[])[]): Evidence[] {
  return cases[0]!.map(({ what }, row) => {
    const mean = (key: Exclude<keyof Evidence, 'what'>) => average(cases.map((one) => one[row]![key]));
    return {
      what,
      genes: mean('genes'),
      mean: mean('mean'),
      random: mean('random'),
      moransI: mean('moransI'),
      explainedByRandom: mean('explainedByRandom'),
    };
  });
}
