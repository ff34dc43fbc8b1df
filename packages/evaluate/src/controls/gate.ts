import { checkOptions, invalidArgument } from '@csm/base';
import { conceptPart } from './concept-part.js';
import type { Gate, GateMeasures, GatePart, Verdict } from './gate-types.js';
import { footnote, mapPart } from './map-part.js';

/**
 * Decides whether to believe a concept's maps. {@link explainWithGate} makes the maps and all measures and calls this function; call
 * it yourself if you already have them. It asks two questions, because maps can be wrong in two ways:
 *
 * 1. *Is there a concept?* The score of the vector that is given must separate held-out examples ({@link conceptSeparation}).
 *    Every vector has maps, also one of uninformative labels.
 * 2. *Does the map show what the encoder reads?* The map must lie where the score changes if real content without the concept
 *    takes the place of the input's ({@link evidenceOverlap}).
 *
 * `believe` needs both; one failure is enough for `doubt`; otherwise the verdict is `too few to tell`.
 *
 * @throws if a measure is unknown, or the names are missing.
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

/** Doubt if any question is answered by doubt, belief if all are answered by belief. */
export function overallVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('doubt')) return 'doubt';
  return verdicts.every((verdict) => verdict === 'believe') ? 'believe' : 'too few to tell';
}
