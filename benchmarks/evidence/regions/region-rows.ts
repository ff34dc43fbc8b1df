import { type ConceptScore, type ConceptVector, conceptScores, encode, meanDifference } from '@csm/core';
import { conceptRegion, logisticDirection, regionScore, rocAuc } from '@csm/core/statistics';
import { selectSamples, shuffled } from '@csm/datasets';
import type { NdArray } from 'ndarray';
import type { LabelledInputs } from '../grounds/hard-ground.js';
import { rounded } from '../hard-tables/mean-and-range.js';
import { seedsOf, type TableRun, withGround } from '../hard-tables/table-run.js';
import { stage } from '../stage.js';

/** All numbers of the table of concept regions. */
export const regions = {
  /** Examples from which a concept is learnt. */
  examples: [100, 400, 2000],
  concepts: ['hat XOR glasses', 'hat XOR stripes', 'hat', 'ball', 'missing'],
  version: 1,
} as const;

export interface RegionRow {
  readonly seed: number;
  readonly concept: string;
  readonly examples: number;
  readonly score: string;
  /** Held-out ROC AUC. */
  readonly auc: number;
}

/** How well directions and regions separate concepts that are not a direction, and others for comparison. */
export async function regionRows(run: TableRun): Promise<RegionRow[]> {
  const rows: RegionRow[] = [];
  for (const seed of seedsOf(run)) {
    const found = await stage(`${run.out}/regions/seed-${seed}.json`, { seed, regions }, () =>
      withGround('scenes', seed, {}, run, async ({ encoder, training, labels, heldOut }) => {
        const { signal } = run;
        const latents = await encode(encoder, training, { batchSize: 128, signal });
        const tested = await encode(encoder, heldOut.images, { batchSize: 128, signal });
        const all: RegionRow[] = [];
        for (const concept of regions.concepts) {
          const [learnt, held] = [labels, heldOut.labels].map((some) => labelOf(some, concept));
          if (learnt === undefined || held === undefined) continue;
          for (const examples of regions.examples) {
            const some = shuffled([...learnt.keys()], seed).slice(0, examples);
            const scores = await scoresOf(concept, latents, learnt, some, signal);
            for (const [score, each] of Object.entries(scores)) {
              all.push({ seed, concept, examples, score, auc: rounded(aucOf(each, tested, held)) });
            }
          }
        }
        return all;
      }),
    );
    rows.push(...found);
  }
  return rows;
}

/** `A XOR B`: exactly one of the two. */
function labelOf(labels: LabelledInputs['labels'], concept: string): boolean[] {
  const [first = [], second] = concept.split(' XOR ').map((name) => Array.from(labels[name] ?? [], Boolean));
  return second === undefined ? first : first.map((has, i) => has !== second[i]);
}

async function scoresOf(
  name: string,
  latents: NdArray<Float32Array>,
  label: readonly boolean[],
  some: readonly number[],
  signal: AbortSignal,
): Promise<Record<string, ConceptVector | ConceptScore>> {
  const side = (wanted: boolean) =>
    selectSamples(
      latents,
      some.filter((row) => label[row] === wanted),
    );
  const [positives, negatives] = [side(true), side(false)];
  const region = conceptRegion(name, positives, negatives);
  return {
    meanDifference: meanDifference(name, positives, negatives),
    logisticDirection: await logisticDirection(name, positives, negatives, { signal }),
    'region, density': regionScore(region),
    'region, log odds': regionScore(region, { form: 'log odds' }),
  };
}

function aucOf(
  score: ConceptVector | ConceptScore,
  latents: NdArray<Float32Array>,
  label: readonly boolean[],
): number {
  const values = conceptScores(latents, [score]).data;
  return rocAuc(
    values.filter((_, i) => label[i]),
    values.filter((_, i) => !label[i]),
  );
}
