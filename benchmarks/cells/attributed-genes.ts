import { meanOfRows, rows } from '@csm/base';
import { type CellGroup, cellMatrix, cellsOf, type SpatialCounts, shuffled } from '@csm/datasets';
import { rankGenes } from '@csm/evaluate';
import { deepLift, gradient, gradientShap, inputXGradient, integratedGradients } from '@csm/explainers';
import ndarray, { type NdArray } from 'ndarray';
import type { methods } from './simulation-settings.js';
import { conceptOf, type TrainedCells } from './trained-cells.js';

/** Cells without the concept whose mean is a baseline, at most, and those that GradientSHAP draws from. */
const [MEAN_CELLS, SHAP_CELLS] = [1000, 16] as const;

/** The mean signed attribution of each gene by each method, over cells of the concept. */
export async function attributedGenes(
  counts: SpatialCounts,
  trained: TrainedCells,
  group: CellGroup,
  { seed, explainedCells }: { seed: number; explainedCells: number },
): Promise<Record<keyof typeof methods, Float64Array>> {
  const cells = cellsOf(counts);
  const concept = conceptOf(trained, group);
  const found: Partial<Record<keyof typeof methods, Float64Array>> = {};
  for (const [suffix, encoder, values] of [
    ['', trained.encoder, 'counts'],
    [', ln(1 + x)', trained.logEncoder, 'log1p'],
  ] as const) {
    const drawn = (from: Uint32Array, count: number) =>
      cellMatrix(cells, { rows: shuffled([...from], seed).slice(0, count), values });
    const inputs = await drawn(group.positives, explainedCells);
    const baseline = meanRow(await drawn(group.negatives, MEAN_CELLS));
    const baselines = await drawn(group.negatives, SHAP_CELLS);
    const explainers = {
      gradient: gradient(),
      'input × gradient': inputXGradient(),
      'IG from zeros': integratedGradients({ steps: 16 }),
      'IG from the others': integratedGradients({ steps: 16, baseline }),
      'DeepLIFT from the others': deepLift({ baseline }),
      GradientSHAP: gradientShap({ baselines, seed }),
    };
    for (const [name, explainer] of Object.entries(explainers)) {
      // No null is needed here: the least that it takes.
      const options = { genes: counts.genes, permutations: 2, nullCells: 1, onWarning: () => {} };
      const ranking = await rankGenes(encoder, inputs, concept, explainer, options);
      found[`${name}${suffix}` as keyof typeof methods] = ranking.attribution;
    }
  }
  return found as Record<keyof typeof methods, Float64Array>;
}

function meanRow(values: NdArray<Float32Array>): NdArray<Float32Array> {
  const [count = 0, width = 0] = values.shape;
  return ndarray(Float32Array.from(meanOfRows(rows(values), count)), [width]);
}
