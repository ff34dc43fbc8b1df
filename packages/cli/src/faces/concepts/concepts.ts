import type { ConceptVector } from '@csm/core';
import { bootstrapConcept, logisticDirection, splitHalves, svmDirection } from '@csm/core/statistics';
import type { NdArray } from 'ndarray';
import { stage } from '../../run/stage.js';
import { type ConceptDefinition, type Faces, idsOf } from '../data/faces.js';
import type { Run } from '../run.js';
import type { Latents } from './latents.js';

/** A concept, made from the training pictures in several ways. */
export interface MadeConcept {
  readonly definition: ConceptDefinition;
  /** The number of examples with the concept and without it. */
  readonly examples: readonly [positives: number, negatives: number];
  /** The ids of the examples. */
  readonly exampleIds: ReadonlySet<string>;
  /** The paper's concept vector, used for maps and traversals. */
  readonly mean: ConceptVector;
  readonly logistic: ConceptVector;
  readonly svm: ConceptVector;
  /** The cosines between this vector and vectors of resampled examples: 5th percentile and median. */
  readonly bootstrap: { readonly low: number; readonly median: number };
  /** Mean cosine between the vectors of disjoint halves of the examples; about 0 for labels that mean nothing. */
  readonly halves: number;
  /** Latents of the examples without the concept, `[n, latentSize]`. */
  readonly without: NdArray<Float32Array>;
}

/** Makes all concepts that have examples on both sides, and lists the others. */
export async function makeConcepts(faces: Faces, latents: Latents, run: Run) {
  const { settings, signal, onStage } = run;
  const { examples, resamples, classifierCost, classifierExamples } = settings.analysis;
  const concepts: MadeConcept[] = [];
  const leftOut: string[] = [];
  for (const [i, definition] of faces.concepts.entries()) {
    signal.throwIfAborted();
    const side = (of: 'positive' | 'negative') => {
      const ids = idsOf(faces, definition, of, faces.train).filter(latents.has);
      return examples === 'all' ? ids : ids.slice(0, examples);
    };
    const [positives, negatives] = [side('positive'), side('negative')];
    if (positives.length < 2 || negatives.length < 2) {
      leftOut.push(definition.name);
      continue;
    }
    const [up, down] = [latents.of(positives), latents.of(negatives)];
    const { name } = definition;
    const inputs = {
      ...{ up: up.data, down: down.data, resamples, classifierCost, classifierExamples },
      vectors: ['mean', 'logistic', 'svm', 'halves'],
    };
    const concept = await stage(
      `${run.out}/stages/concept-${i}.bin`,
      inputs,
      async (): Promise<Omit<MadeConcept, 'exampleIds' | 'without'>> => {
        const few = (all: NdArray<Float32Array>) =>
          all.hi(Math.min(all.shape[0]!, classifierExamples), all.shape[1]!);
        const cost = { cost: classifierCost };
        const { concept: mean, cosines } = await bootstrapConcept(name, up, down, {
          samples: resamples,
          seed: settings.seed,
        });
        const halves = await splitHalves(name, up, down, { seed: settings.seed, signal });
        return {
          definition,
          examples: [positives.length, negatives.length],
          mean,
          logistic: await logisticDirection(name, few(up), few(down), cost),
          svm: await svmDirection(name, few(up), few(down), cost),
          bootstrap: {
            low: cosines[Math.floor(0.05 * cosines.length)]!,
            median: cosines[cosines.length >> 1]!,
          },
          halves: halves.mean,
        };
      },
    );
    const exampleIds = new Set([...positives, ...negatives]);
    concepts.push({ ...concept, definition, exampleIds, without: down });
    onStage('Concepts', i + 1, faces.concepts.length);
  }
  return { concepts, leftOut };
}
