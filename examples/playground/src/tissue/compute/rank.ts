import { differentialExpression } from '@csm/datasets';
import { type GeneRanking, rankGenes } from '@csm/evaluate';
import { integratedGradients } from '@csm/explainers';
import type { JobRun } from '../../session/in-job.js';
import { currentConcept, currentModel, type MadeConcept } from '../../session/session.js';
import { currentTissue } from './view.js';

/** One gene, as the encoder reads it and as it is expressed. */
export interface RankedGene {
  readonly gene: string;
  /** Mean attribution of the concept's score to the gene, over the spots with the concept. */
  readonly attribution: number;
  readonly standardError: number;
  /** Log2 of the ratio of the means with and without the concept; NaN without examples. */
  readonly logFoldChange: number;
  /** The standardised rank sum of the gene's counts per 10,000; NaN without examples. */
  readonly z: number;
}

export interface TissueRanking {
  readonly concept: string;
  readonly method: string;
  /** The number of spots over which attributions are averaged. */
  readonly spots: number;
  /** The genes of the model, the largest attribution first. */
  readonly genes: readonly RankedGene[];
  /** Doubts, one sentence each. */
  readonly notes: readonly string[];
}

let last: { readonly made: MadeConcept; readonly ranking: TissueRanking } | undefined;

/** Ranks the genes for the current concept; the last ranking is kept. */
export async function rankTissue(run: JobRun): Promise<TissueRanking> {
  const made = currentConcept();
  if (last?.made === made) return last.ranking;
  const model = currentModel();
  const warnings: string[] = [];
  // From a spot without counts: only genes that are expressed have attributions.
  const explainer = integratedGradients({ steps: 20 });
  const { with: cells } = made;
  const attributed = await rankGenes(model.encoder, model.inputs, made.vector, explainer, {
    ...(model.featureNames && { genes: model.featureNames }),
    ...(cells.length > 0 && { cells }),
    ...run,
    onWarning: (message) => warnings.push(message),
  });
  const ranking = {
    concept: made.vector.name,
    method: attributed.method,
    spots: attributed.cells,
    genes: await withExpression(attributed, made, run),
    notes: [
      ...notes(warnings, model.kind === 'spots'),
      ...(cells.length > 0 ? [] : ['A pasted vector has no examples to compare.']),
    ],
  };
  last = { made, ranking };
  return ranking;
}

const notes = (warnings: readonly string[], isPlaced: boolean) => [
  ...(warnings.some((text) => text.includes('miss the difference'))
    ? [
        `In some ${isPlaced ? 'spots' : 'cells'} the attributions do not add up to the score exactly: integrated gradients took 20 steps.`,
      ]
    : []),
  isPlaced
    ? 'Neighbouring spots are alike, so there are no p-values: they would be too small.'
    : 'Cells of one sample are alike, so there are no p-values: they would be too small.',
];

async function withExpression(
  { genes, attribution, standardError }: GeneRanking,
  made: MadeConcept,
  { signal }: JobRun,
): Promise<RankedGene[]> {
  const expressed = await expressionOf(made, signal);
  const ranked = genes.map((gene, at) => ({
    gene,
    attribution: attribution[at]!,
    standardError: standardError[at]!,
    logFoldChange: expressed.get(gene)?.logFoldChange ?? Number.NaN,
    z: expressed.get(gene)?.z ?? Number.NaN,
  }));
  return ranked.sort((a, b) => b.attribution - a.attribution);
}

async function expressionOf({ vector, ...sides }: MadeConcept, signal: AbortSignal) {
  if (sides.with.length === 0 || sides.without.length === 0) return new Map();
  const ascending = (rows: readonly number[]) => Uint32Array.from(rows).sort();
  const group = {
    name: vector.name,
    positives: ascending(sides.with),
    negatives: ascending(sides.without),
    description: vector.name,
  };
  const { genes, z, logFoldChange } = await differentialExpression(currentTissue(), group, {
    signal,
  });
  return new Map(genes.map((gene, at) => [gene, { z: z[at]!, logFoldChange: logFoldChange[at]! }]));
}
