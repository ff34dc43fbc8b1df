import { checkOptions, invalidArgument } from '@csm/base';
import { conceptPart } from './concept-part.js';
import type { Gate, GateMeasures, GatePart, Verdict } from './gate-types.js';
import { footnote, mapPart } from './map-part.js';

/**
 * Decides whether to believe a concept's maps. {@link explainWithGate} computes the maps and all measures and calls this function;
 * call it yourself if you already have them. It asks two questions, because maps can be wrong in two ways:
 *
 * 1. *Is there a concept?* The score of the given vector must separate held-out examples ({@link conceptSeparation}).
 *    Every vector has maps, even that of random labels.
 * 2. *Does the map show what the encoder reads?* The map must lie where the score changes when the input's content is replaced by
 *    that of real inputs without the concept ({@link evidenceOverlap}).
 *
 * The verdict is `believe` if both answers are `believe`, `doubt` if either is `doubt`, and `too few to tell` otherwise.
 *
 * @throws if a measure is unknown, or the names are missing.
 * @category Verdicts
 */
export function gate(measures: GateMeasures): Gate {
  const caller = 'gate';
  checkOptions<GateMeasures>(caller, measures, {
    name: true,
    explainer: true,
    separation: true,
    overlap: true,
    dependence: true,
  });
  const { name, explainer, separation, overlap, dependence } = measures;
  if (typeof name !== 'string' || typeof explainer !== 'string') {
    throw invalidArgument(
      `${caller}: expected the names of the concept and of the explainer, as in an explanation.`,
    );
  }
  const concept = conceptPart(name, separation);
  const map = mapPart(name, explainer, overlap);
  const parts: GatePart[] = [concept, map];
  return {
    verdict: overallVerdict(parts.map((part) => part.verdict)),
    reasons: parts
      .filter(({ verdict }) => verdict !== 'believe')
      .map(({ found, todo }) => `${found} ${todo}`),
    concept,
    map,
    ...(dependence && { footnote: footnote(name, explainer, dependence) }),
  };
}

/** `doubt` if any answer is `doubt`; `believe` if all are `believe`. */
export function overallVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('doubt')) return 'doubt';
  return verdicts.every((verdict) => verdict === 'believe') ? 'believe' : 'too few to tell';
}
