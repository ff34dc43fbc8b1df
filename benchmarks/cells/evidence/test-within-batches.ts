// Added after the simulations: the test within each batch, which needs no encoder, on the scenario in which type and batch are confounded.
//   npx tsx benchmarks/cells/evidence/test-within-batches.ts
import { type CellGroup, differentialExpression, labelGroups, shuffled, syntheticCells } from '@csm/datasets';
import { averagePrecision, ranked, shareOfFirst } from '../ranking-measures.js';
import { scenarios, settings } from '../simulation-settings.js';

for (const seed of settings.seeds) {
  const { seeds: _, explainedCells: __, ...data } = settings;
  const { concept, ...changed } = scenarios.confounded;
  const { counts, drivers, batchGenes } = syntheticCells({ ...data, ...changed, seed });
  const [group] = labelGroups(counts.spots, 'type', { values: [concept] });
  const batchOf = counts.spots.columns!.batch!;
  const sum = new Float64Array(counts.genes.length);
  for (const batch of new Set(batchOf)) {
    const within = (cells: Uint32Array) => cells.filter((cell) => batchOf[cell] === batch);
    const own: CellGroup = {
      ...group!,
      positives: within(group!.positives),
      negatives: within(group!.negatives),
    };
    const { z } = await differentialExpression(counts, own);
    // Stouffer's sum, weighted by the root of the effective number of cells.
    const [up, down] = [own.positives.length, own.negatives.length];
    for (const [gene, value] of z.entries()) sum[gene]! += Math.sqrt((up * down) / (up + down)) * value;
  }
  const ranking = ranked(sum, shuffled([...counts.genes.keys()], seed));
  const isOf = (names: readonly string[]) => (gene: number) => names.includes(counts.genes[gene]!);
  const truth = drivers[concept] ?? [];
  console.log({
    seed,
    averagePrecision: averagePrecision(ranking, isOf(truth)),
    earlyPrecision: shareOfFirst(ranking, truth.length, isOf(truth)),
    batchShare: shareOfFirst(ranking, truth.length, isOf(batchGenes)),
  });
}
