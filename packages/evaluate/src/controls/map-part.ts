import type { EvidenceOverlap } from '../evidence/evidence-overlap-types.js';
import type { ConceptDependence } from './concept-dependence.js';
import type { Gate } from './gate-types.js';
import { percent } from './in-words.js';

/** The least overlap of a map that is believed; chosen on two seeds of the grounds of docs/evidence.md, and then fixed. */
const LEAST_OVERLAP = 0.5;

/** Does the map show what the encoder reads? */
export function mapPart(name: string, explainer: string, measured: EvidenceOverlap | undefined): Gate['map'] {
  const what = `The maps of "${name}" by ${explainer}`;
  if (measured === undefined) {
    return {
      verdict: 'too few to tell',
      found: `${what} were not compared with what the encoder answers.`,
      cannotSee: 'Without that, a map may lie where the encoder reads nothing.',
      todo: 'Pass donors: real inputs without the concept.',
    };
  }
  const { overlap, uniform } = measured;
  const believed = overlap >= LEAST_OVERLAP;
  return {
    verdict: believed ? 'believe' : 'doubt',
    found:
      `${what} share ${percent(overlap)} of their mass with what the encoder answers if real content takes the place of the input's ` +
      `(a map that is equal everywhere shares ${percent(uniform)}).`,
    cannotSee:
      'It cannot see where inside a feature the map lies, nor what only several features together change; it asks what the encoder ' +
      'reads, not what the concept looks like.',
    todo: believed
      ? 'Compare with maps of inputs that lack the concept.'
      : 'Show the map of `replacement`, or that of integrated gradients from real inputs, instead.',
    measured,
  };
}

/** Does the map depend on the concept? */
export function footnote(
  name: string,
  explainer: string,
  measured: ConceptDependence,
): NonNullable<Gate['footnote']> {
  return {
    found: `Maps of random concepts explain ${percent(measured.explainedByRandom)} of the variance of the maps of "${name}" by ${explainer}.`,
    cannotSee: 'It tests the method, not the map: most wrong maps depend on the concept.',
    todo: measured.depends
      ? 'Nothing follows from it.'
      : 'Much of what the map shows is the input and the network: use a method that is linear in the concept.',
    measured,
  };
}
