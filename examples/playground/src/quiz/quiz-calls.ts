import { type ConceptVector, conceptScores, type Explanation, explain } from '@csm/core';
import { shuffled } from '@csm/datasets';
import type { RgbaImage } from '@csm/render';
import { drawInput } from '../map/draw.js';
import { explainerOf } from '../map/method.js';
import { inJob, type JobId } from '../session/in-job.js';
import { currentConcept, currentModel, type MadeConcept } from '../session/session.js';
import type { MapSettings } from '../session/settings.js';
import { type Choice, choiceOf } from './choice.js';
import { CHOICES } from './choices.js';
import { randomConcepts } from './random-concepts.js';

/** A round of the quiz. It does not hold the answer, which stays in the worker. */
export interface Round {
  /** Index of the input. */
  readonly input: number;
  readonly picture?: RgbaImage;
  readonly choices: readonly Choice[];
}

export interface Answer {
  /** Index of the choice that is the concept's map. */
  readonly real: number;
  /** Share of the map's variance that the map of a concept orthogonal to it explains, on average; NaN for a constant map. */
  readonly explainedByOthers: number;
  readonly dependsOnConcept: boolean;
}

/** What the page does not know while the user chooses. */
let open:
  | {
      readonly concept: ConceptVector;
      readonly input: number;
      readonly map: MapSettings;
      readonly explanation: Explanation;
      readonly real: number;
    }
  | undefined;

/** Orthogonal concepts with whose maps the concept's map is compared. */
const ORTHOGONAL = 4;

/** The map panel shows what the method warns about; here the warnings would name the random concepts. */
const onWarning = () => {};

/** What the page can ask the worker for the quiz. */
export const quizCalls = {
  /** Draws the concept's map of an input among maps of random concepts. The seed and the number of the round decide everything. */
  startRound: (seed: number, round: number, map: MapSettings, job: JobId): Promise<Round> =>
    inJob(job, async ({ signal, onProgress }) => {
      open = undefined;
      const { encoder, inputs, latents } = currentModel();
      const made = currentConcept();
      const candidates = shuffled(inputsToShow(made), seed);
      const input = candidates[round % candidates.length]!;
      const roundSeed = (seed + round) % 2 ** 32;
      const random = await randomConcepts(made.vector, latents, input, {
        count: CHOICES - 1,
        seed: roundSeed,
      });
      const concepts = shuffled([made.vector, ...random], roundSeed);
      const one = inputs.lo(input).hi(1);
      const explanations = await explain(encoder, concepts, one, explainerOf(map), {
        ...{ signal, onProgress, onWarning },
      });
      const real = concepts.indexOf(made.vector);
      open = { concept: made.vector, input, map, explanation: explanations[real]!, real };
      return {
        input,
        ...(encoder.inputShape.length === 3 && { picture: drawInput(inputs.pick(input)) }),
        choices: explanations.map(({ maps }) => choiceOf(maps.pick(0), input, map)),
      };
    }),

  /** Which map is the concept's, and whether it depends on the concept: compared with maps of concepts that are orthogonal to it. */
  answerRound: (job: JobId): Promise<Answer> =>
    inJob(job, async ({ signal, onProgress }) => {
      if (open === undefined) throw new Error('No round is open: start one.');
      const { concept, input, map, explanation, real } = open;
      const { conceptDependence, isotropicConcepts } = await import('@csm/evaluate');
      const { encoder, inputs } = currentModel();
      const orthogonal = isotropicConcepts(concept, { count: ORTHOGONAL, orthogonal: true });
      const others = await explain(encoder, orthogonal, inputs.lo(input).hi(1), explainerOf(map), {
        ...{ signal, onProgress, onWarning },
      });
      const found = await conceptDependence(
        explanation,
        others.map(({ maps }) => maps),
        { signal },
      );
      return { real, explainedByOthers: found.explainedByRandom, dependsOnConcept: found.depends };
    }),
};

/** The inputs that have the concept; for a concept without examples, the quarter with the highest scores. */
function inputsToShow({ vector, with: examples }: MadeConcept): readonly number[] {
  if (examples.length > 0) return examples;
  const { latents } = currentModel();
  const { data: scores } = conceptScores(latents, [vector]);
  const rows = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!);
  return rows.slice(0, Math.max(1, Math.floor(rows.length / 4)));
}
