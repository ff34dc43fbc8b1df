import type { EvidenceOverlap } from '../evidence/evidence-overlap-types.js';
import type { ConceptDependence } from './concept-dependence.js';
import type { Gate, Verdict } from './gate-types.js';
import { percent, twoDigits } from './in-words.js';

/** The least correlation with the evidence of a map that is believed; chosen on two seeds of the grounds of docs/evidence.md. */
const LEAST_CORRELATION = 0.5;
/** The largest share of a believed map in features without effect. */
const MOST_UNREAD = 0.3;
/** With fewer features, a correlation over them says nothing. */
const LEAST_FEATURES = 8;

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
  const verdict = verdictOf(measured);
  const { correlation, unread, features } = measured;
  return {
    verdict,
    found:
      `${what} correlate with what the encoder answers to real content by ${twoDigits(correlation)} over ${features} features, and ` +
      `${percent(unread)} of their mass lies where it answers nothing (believed from ${twoDigits(LEAST_CORRELATION)}, up to ` +
      `${percent(MOST_UNREAD)}).`,
    cannotSee:
      'It cannot see where inside a feature the map lies, nor what only several features together change; it asks what the encoder ' +
      'reads, not what the concept looks like.',
    todo: TODO[verdict],
    measured,
  };
}

function verdictOf({ correlation, unread, features }: EvidenceOverlap): Verdict {
  if (unread > MOST_UNREAD) return 'doubt';
  if (features < LEAST_FEATURES) return 'too few to tell';
  return correlation >= LEAST_CORRELATION ? 'believe' : 'doubt';
}

const TODO: Readonly<Record<Verdict, string>> = {
  believe: 'Compare with maps of inputs that lack the concept.',
  doubt: 'Show the map of `replacement`, or that of integrated gradients from real inputs, instead.',
  'too few to tell': 'Replace smaller features, so that there are more of them.',
};

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
