import { checkOptionalFunction, checkOptions, checkRequiredOptions, checkWatchers } from '@csm/base';
import { checkEncoder, checkExplainer } from '@csm/core/extend';
import { checkConcept } from '../concepts/check-concept.js';
import { overallVerdict } from '../controls/gate.js';
import { firstRows } from '../maps/stack-rows.js';
import type { Certificate } from './certificate.js';
import { certifiedExamples } from './certify-inputs.js';
import {
  CERTIFY_OPTIONS,
  CERTIFY_SUBJECT,
  type CertifyOptions,
  type CertifySubject,
  checkCertifyOptions,
} from './certify-options.js';
import { checkSubject } from './check-subject.js';
import { conceptMeasures } from './concept-measures.js';
import { mapMeasures } from './map-measures.js';
import { answeredQuestions } from './questions.js';

/** The examples are encoded; the concept is measured; maps, evidence, stability, regions and decoder. */
const STEPS = 6;

/**
 * Tests whether to believe a concept and its maps. One run answers these questions:
 *
 * - Does the score of the given vector separate the examples? ({@link conceptSeparation})
 * - Is the concept more than chance? ({@link conceptSignificance})
 * - Is the vector entangled with another label? (`entanglement` of `@csm/core/statistics`, if other labels are given)
 * - Do other examples give the same vector and the same map? (`splitHalves`)
 * - Does the map show what the encoder reads? ({@link evidenceOverlap} with the map of `replacement`)
 * - Where is it read? ({@link regionSignificance}, if the examples are inputs)
 * - Does the decoder draw what is read? (if there is a decoder)
 *
 * Each answer has its numbers, and says what it cannot see and what to do. The verdict is `doubt` if any of the first five answers
 * is `doubt`, `believe` if all of those that were asked are `believe`, and `too few to tell` otherwise. The last two do not affect it.
 *
 * Save the certificate with `certificateToJson`; draw it with `certificateFigure` of `@csm/render`.
 *
 * @param subject what is certified. It is not modified.
 * @throws before any work, if a part is missing, has another shape than the encoder's inputs, or an option is invalid; during
 * the run, as `explain`.
 *
 * @example
 * const certificate = await certify({ encoder, concept, positives, negatives, inputs, donors, explainer: gradient() });
 * console.log(certificate.verdict, certificate.reasons);
 * @category Verdicts
 */
export async function certify(subject: CertifySubject, options: CertifyOptions = {}): Promise<Certificate> {
  const caller = 'certify';
  checkOptions<CertifyOptions>(caller, options, CERTIFY_OPTIONS);
  checkRequiredOptions<CertifySubject>(caller, subject, CERTIFY_SUBJECT);
  checkWatchers(caller, options);
  checkCertifyOptions(caller, options);
  checkOptionalFunction(caller, 'make', options.make);
  checkOptionalFunction(caller, 'score', options.score);
  const { concept, inputs } = subject;
  checkEncoder(caller, subject.encoder);
  checkConcept(caller, concept);
  checkExplainer(caller, subject.explainer);
  checkSubject(caller, subject, options);
  const began = performance.now();
  let done = 0;
  const onStep = () => {
    options.signal?.throwIfAborted();
    done += 1;
    options.onProgress?.({ done, total: STEPS });
  };
  const examples = await certifiedExamples(caller, subject, options.signal);
  onStep();
  const ofConcept = await conceptMeasures(caller, subject, examples.latents, options);
  onStep();
  const warnings: string[] = [];
  const onWarning = (warning: string) => warnings.push(warning);
  const found = await mapMeasures(subject, examples, ofConcept.stability, options, onWarning, onStep);
  const { explanation, evidence } = found;
  const { explainer, description, layout, scores, maps } = explanation;
  const measures = { ...ofConcept, ...found.measures };
  const questions = answeredQuestions(concept.name, explainer, measures);
  const deciding = questions.filter(({ decides }) => decides);
  return {
    concept: concept.name,
    explainer,
    ...(description && { description }),
    ...(layout && { layout }),
    verdict: overallVerdict(deciding.map(({ verdict }) => verdict)),
    reasons: deciding
      .filter(({ verdict }) => verdict !== 'believe')
      .map((question) => `${question.found} ${question.todo}`),
    questions,
    measures,
    examples: {
      positives: subject.positives.shape[0] ?? 0,
      negatives: subject.negatives.shape[0] ?? 0,
      independent: ofConcept.separation?.independent ?? 0,
    },
    inputs: firstRows(inputs, inputs.shape[0] ?? 0),
    scores,
    maps,
    ...(evidence && { evidence }),
    warnings,
    seconds: (performance.now() - began) / 1000,
  };
}
