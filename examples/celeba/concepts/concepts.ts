import { type ConceptVector, conditionalConcept } from '@csm/core';
import { bootstrapConcept, conceptCosines, logisticDirection, svmDirection } from '@csm/core/statistics';
import type { NdArray } from 'ndarray';
import { type ConceptDefinition, type Faces, idsOf } from '../../../support/labelled-faces/faces.js';
import type { Run } from '../../../support/labelled-faces/run.js';
import { stage } from '../stage.js';
import type { Latents } from './latents.js';

/** A concept, made from the training pictures in several ways. */
export interface MadeConcept {
  readonly definition: ConceptDefinition;
  /** The number of examples with the concept and without it. */
  readonly examples: readonly [positives: number, negatives: number];
  /** The paper's concept vector, used for maps and traversals. */
  readonly mean: ConceptVector;
  readonly logistic: ConceptVector;
  readonly svm: ConceptVector;
  /** The cosines between this vector and vectors of resampled examples: 5th percentile and median. */
  readonly bootstrap: { readonly low: number; readonly median: number };
}

/** A concept and its relation to the other concepts. */
export interface ConceptInContext extends MadeConcept {
  /** Latents of the examples without the concept, `[n, latentSize]`. */
  readonly without: NdArray<Float32Array>;
  /**
   * The concept of another attribute with which this one is most entangled, their cosine, and this concept's vector with the
   * other projected out.
   */
  readonly entangled?: {
    readonly name: string;
    readonly cosine: number;
    readonly conditional: ConceptVector;
  };
}

/** Makes all concepts that have examples on both sides, and lists the others. */
export async function makeConcepts(faces: Faces, latents: Latents, run: Run) {
  const { settings, signal, onProgress } = run;
  const { examples, resamples, classifierCost, classifierExamples } = settings.analysis;
  const made: (MadeConcept & Pick<ConceptInContext, 'without'>)[] = [];
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
    const inputs = { up: up.data, down: down.data, resamples, classifierCost, classifierExamples };
    const concept = await stage(
      `${run.out}/stages/concept-${i}.bin`,
      inputs,
      async (): Promise<MadeConcept> => {
        const few = (all: NdArray<Float32Array>) =>
          all.hi(Math.min(all.shape[0]!, classifierExamples), all.shape[1]!);
        const cost = { cost: classifierCost };
        const { concept: mean, cosines } = await bootstrapConcept(name, up, down, {
          samples: resamples,
          seed: settings.seed,
        });
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
        };
      },
    );
    made.push({ ...concept, definition, without: down });
    onProgress('Concepts', i + 1, faces.concepts.length);
  }
  return { concepts: inContext(made), leftOut };
}

function inContext(made: readonly (MadeConcept & Pick<ConceptInContext, 'without'>)[]): ConceptInContext[] {
  const cosines = conceptCosines(made.map(({ mean }) => mean));
  return made.map((concept, i) => {
    const others = [...made.keys()]
      // The values of one attribute exclude each other, so their cosine is not an entanglement.
      .filter((j) => made[j]!.definition.attribute !== concept.definition.attribute)
      .sort((a, b) => Math.abs(cosines.get(i, b)) - Math.abs(cosines.get(i, a)));
    const other = others[0] === undefined ? undefined : made[others[0]]!;
    if (!other) return concept;
    return {
      ...concept,
      entangled: {
        name: other.definition.name,
        cosine: cosines.get(i, others[0]!),
        conditional: conditionalConcept(concept.mean, [other.mean]),
      },
    };
  });
}

/** Concept score of each latent: v · z. */
export function scoresOf({ vector }: ConceptVector, latents: NdArray<Float32Array>): number[] {
  return Array.from({ length: latents.shape[0]! }, (_, i) =>
    vector.reduce((sum, value, k) => sum + value * latents.get(i, k), 0),
  );
}
