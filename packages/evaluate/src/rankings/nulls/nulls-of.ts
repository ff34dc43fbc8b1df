import type { ConceptVector } from '@csm/core';
import { checkpoint, latentDimensions } from '@csm/core/extend';
import { tensor2d } from '@tensorflow/tfjs-core';
import type { PlannedConcept } from '../cells/attribute-all.js';
import type { CellExplainer } from '../cells/explain-cells.js';
import { type MeanAttributions, meanAttributions, type SampledCells } from '../cells/mean-attributions.js';
import type { GeneRanking } from '../gene-ranking.js';
import { explainedNull, explainedSpecificity, scoresOf } from './explained-nulls.js';
import { linearNull, type NullSettings } from './linear-null.js';
import { linearSpecificity } from './specificity.js';

/** The columns of a ranking that compare with a null. */
export type Nulls = Pick<GeneRanking, 'p' | 'q' | 'permutations' | 'smallestP' | 'permuted' | 'specificity'>;

interface Settings extends NullSettings {
  readonly seed: number;
  readonly random: number;
  readonly batchSize: number;
}

/** Compares each concept with permuted labels and with random concepts. @param rows the inputs of the sampled cells. */
export async function nullsOf(
  cellExplainer: CellExplainer,
  planned: readonly PlannedConcept[],
  rows: ReadonlyMap<number, Float32Array>,
  settings: Settings,
  advance: (cells: number) => void,
): Promise<Nulls[]> {
  const { encoder, explainer } = cellExplainer;
  const ofDimensions = new Map<string, Promise<MeanAttributions>>();
  const dimensions = latentDimensions(encoder.latentSize);
  const found: Nulls[] = [];
  for (const { concept, exchanges, cells } of planned) {
    const sample = {
      cells: cells.sample,
      rows: cells.sample.map((cell) => rows.get(cell) ?? new Float32Array(0)),
    };
    if (explainer.linear === true) {
      const key = cells.sample.join();
      const attributions =
        ofDimensions.get(key) ??
        meanAttributions(cellExplainer, dimensions, sample, settings.batchSize, advance);
      ofDimensions.set(key, attributions);
      const { means, values } = await attributions;
      const perGene = transposed(means, encoder.latentSize);
      found.push({
        ...(exchanges && (await linearNull(exchanges, perGene, settings))),
        specificity: linearSpecificity(concept.vector, exchanges?.rows ?? values, perGene),
      });
      continue;
    }
    const attribute = async (concepts: readonly ConceptVector[]) =>
      (await meanAttributions(cellExplainer, scoresOf(concepts), sample, settings.batchSize, () => {})).means;
    const labels = exchanges && (await explainedNull(exchanges, attribute, settings));
    const latents = exchanges?.rows ?? (await latentsOf(cellExplainer, sample));
    const specificity = await explainedSpecificity(
      concept,
      latents,
      attribute,
      settings.random,
      settings.seed,
    );
    found.push({ ...labels, specificity });
    advance(cells.sample.length);
  }
  return found;
}

function transposed(means: Float64Array, latentSize: number): Float64Array {
  const genes = means.length / latentSize;
  const perGene = new Float64Array(means.length);
  for (let l = 0; l < latentSize; l++) {
    for (let g = 0; g < genes; g++) perGene[g * latentSize + l] = means[l * genes + g]!;
  }
  return perGene;
}

/** The latents of the sampled cells. */
async function latentsOf(
  { encoder, run }: CellExplainer,
  { cells, rows }: SampledCells,
): Promise<readonly Float32Array[]> {
  const latents: Float32Array[] = [];
  for (const [i, row] of rows.entries()) {
    await checkpoint(run);
    const batch = tensor2d(row.slice(), [1, row.length]);
    const latent = await Promise.resolve(
      (encoder.slice?.(cells[i] ?? 0, 1) ?? encoder).encode(batch),
    ).finally(() => batch.dispose());
    latents.push(await latent.data<'float32'>().finally(() => latent.dispose()));
  }
  return latents;
}
