import { conceptScores } from '@csm/core';
import { type CellGroup, cellBatches, shuffled } from '@csm/datasets';
import { type ConceptExamples, type GeneRanking, geneSetEnrichment, rankGenes } from '@csm/evaluate';
import { cellsCertificate } from '../certificate/cells-certificate.js';
import { BATCH } from './cell-latents.js';
import type { EnrichedSet, RankedConcept } from './cells-analysis.js';
import type { CellsRun } from './cells-run.js';
import { answersOf } from './concept-answers.js';
import { type MadeConcept, madeConcept } from './made-concept.js';
import { methodFor } from './method-for.js';
import { plainTest } from './plain-test.js';

/** Makes, ranks and tests one concept. */
export async function rankedConcept(group: CellGroup, run: CellsRun): Promise<Omit<RankedConcept, 'file'>> {
  const { name, description, positives, negatives } = group;
  const [first, ...others] = run.models;
  const own = madeConcept(group, first, run);
  const { ranking, enrichment } = await ranked(group, own, run, true);
  const alternatives = [];
  for (const each of others) {
    const made = madeConcept(group, each, run);
    const { ranking: other } = await ranked(group, made, run, false);
    alternatives.push({ made, attribution: other.attribution });
  }
  const scores = conceptScores(own.latents, [own.concept]).data;
  const all = [own, ...alternatives.map(({ made }) => made)];
  const attributions = [ranking, ...alternatives].map(({ attribution }) => attribution);
  const answers = await answersOf(group, { all, attributions, scores }, run);
  return {
    ...{ name, description, ranking, scores, ...(enrichment && { enrichment }), within: own.within },
    ...{ positives: positives.length, negatives: negatives.length, vector: own.concept.vector },
    others: alternatives.map(({ made, attribution }) => ({ model: made.model.name, attribution })),
    test: plainTest(await run.test(group), first.model.genes),
    certificate: cellsCertificate(name, ranking.method, answers),
  };
}

/** Donors with cells on both sides from which on the means of donors are exchanged instead of cells: 2 / 2⁶ < .05. */
const ENOUGH_DONORS = 6;

/** Ranks the genes, with p-values and gene sets if they are shown. */
async function ranked(
  group: CellGroup,
  { model, concept, examples }: MadeConcept,
  run: CellsRun,
  isShown: boolean,
): Promise<{ readonly ranking: GeneRanking; readonly enrichment?: readonly EnrichedSet[] | undefined }> {
  const { data, donors, explained, permutations, seed, sets, command } = run;
  const { signal, warn, progress } = command;
  const { genes, values, missingGenes, encoder } = model;
  const rows = shuffled([...group.positives], seed)
    .slice(0, explained)
    .sort((a, b) => a - b);
  const inputs = cellBatches(data.cells, {
    ...{ rows, genes, values, missingGenes, batchSize: BATCH, signal },
    onWarning: () => {},
  });
  const explainer = await methodFor(run.method, model, group, run);
  const report = progress(`Rank the genes of ${group.name}, ${model.name}`);
  const ranking = await rankGenes(encoder, inputs, concept, explainer, {
    ...{ genes, seed, signal, onWarning: warn, batchSize: BATCH },
    ...(donors && { donors: rows.map((cell) => donors[cell] ?? '') }),
    ...(isShown && { examples, permutations, keepPermuted: sets !== undefined }),
    ...(donors && sharedDonors(examples) >= ENOUGH_DONORS && { unit: 'donor' }),
    // The cells of the permuted labels count in the total, too.
    onProgress: ({ done, total }) => report({ done: (done * rows.length) / total, total: rows.length }),
  });
  const { permuted, ...plain } = ranking;
  if (!isShown || sets === undefined) return { ranking: plain };
  const found = await geneSetEnrichment(ranking, sets, { signal });
  return { ranking: plain, enrichment: found };
}

/** The number of donors with cells on both sides. */
function sharedDonors({ positiveGroups = [], negativeGroups = [] }: ConceptExamples): number {
  const down = new Set(negativeGroups);
  return [...new Set(positiveGroups)].filter((donor) => down.has(donor)).length;
}
