import { conceptScores } from '@csm/core';
import { isotropicConcepts } from '@csm/evaluate';
import type { NdArray } from 'ndarray';
import { isChosenByLatents } from '../concepts/examples-file.js';
import { methodByName } from '../methods/method-by-name.js';
import type { MethodData } from '../methods/method-data.js';
import { conceptMethodData } from '../methods/method-inputs.js';
import {
  type ConceptCertificate,
  conceptCertificate,
  type WrittenCertificate,
} from './concept-certificate.js';
import { conceptMaps, type MethodMaps } from './concept-maps.js';
import type { DrawnInput } from './maps-figure.js';
import type { ReportConcept } from './report-concept.js';
import type { ReportContext } from './report-context.js';
import { type ShownInputs, shownInputs } from './shown-inputs.js';

/** Everything that the page says about a concept. */
export interface ConceptResult extends ConceptCertificate {
  readonly concept: ReportConcept;
  readonly shown: ShownInputs;
  readonly drawn: readonly DrawnInput[];
  readonly values: NdArray<Float32Array>;
  readonly maps: readonly MethodMaps[];
  /** The scores of the examples on which the concept is tested. */
  readonly scores: { readonly positives: readonly number[]; readonly negatives: readonly number[] };
}

/** Makes the maps and the certificate of a concept. */
export async function conceptResult(
  context: ReportContext,
  concept: ReportConcept,
  all: readonly ReportConcept[],
  shared: MethodData,
): Promise<ConceptResult> {
  const { model, inputs, methods, settings, limit, seed, run } = context;
  const shown = shownInputs(concept, limit, seed);
  const data = await conceptMethodData(
    methods,
    settings,
    shared,
    { model, inputs },
    { concept: concept.vector, concepts: all.map(({ vector }) => vector), donors: concept.negatives },
    run,
  );
  const ids = [...shown.positives, ...shown.negatives];
  const read = { ids, values: await inputs.read(ids) };
  const maps: MethodMaps[] = [];
  for (const method of methods) {
    maps.push(
      await conceptMaps(context, concept.vector, read, {
        method,
        explainer: methodByName(method, settings, data),
      }),
    );
  }
  const [main = ''] = methods;
  const explainer = methodByName(main, settings, data);
  const [random] = isotropicConcepts(concept.vector, { count: 1, seed });
  if (random) {
    const control = await conceptMaps(context, { ...random, name: concept.vector.name }, read, {
      method: `${main}-of-random-vector`,
      explainer,
      description: `control: a random vector, ${explainer.name}`,
    });
    maps.push(control);
  }
  const scoresOf = (some: readonly string[]) =>
    Array.from(conceptScores(context.latentsOf(some), [concept.vector]).data);
  const scores = scoresOf(ids);
  return {
    concept,
    shown,
    maps,
    values: read.values,
    drawn: ids.map((id, i) => ({
      id,
      score: scores[i] ?? 0,
      group: i < shown.positives.length ? 'with' : 'without',
    })),
    scores: {
      positives: scoresOf(shown.tested.positives),
      negatives: scoresOf(shown.tested.negatives),
    },
    ...(await conceptCertificate(context, concept, shown, explainer)),
  };
}

/** Examples that were chosen by their latents are separated by construction, so that the tests of the score say nothing. */
const isCircular = ({ source }: ReportConcept): boolean => isChosenByLatents(source);

/** The verdict that the page shows, and why. */
export function shownVerdict({ certificate, concept }: ConceptResult): {
  readonly verdict: WrittenCertificate['verdict'];
  readonly reasons: readonly string[];
} {
  const { verdict, reasons, questions } = certificate;
  if (isCircular(concept)) {
    const why =
      `The examples of "${concept.vector.name}" were chosen by their latents, so its score separates them by construction. Give examples ` +
      'that somebody labelled without the model.';
    return { verdict: verdict === 'believe' ? 'too few to tell' : verdict, reasons: [why, ...reasons] };
  }
  if (reasons.length > 0) return { verdict, reasons };
  return { verdict, reasons: questions.filter(({ decides }) => decides).map(({ found }) => found) };
}
