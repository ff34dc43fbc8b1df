import type { EvidenceOverlap } from '../evidence/evidence-overlap-types.js';
import type { ConceptDependence } from './concept-dependence.js';
import type { Gate, Verdict } from './gate-types.js';
import { counted, percent, twoDigits } from './in-words.js';

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
  const cannotSee =
    'It cannot see where inside a feature the map lies, what only several features together change, nor a feature in which the ' +
    'donors equal the input; it asks what the encoder reads, not what the concept looks like.';
  const { correlation, unread, features } = measured;
  if (isSilent(measured)) {
    return {
      verdict: 'doubt',
      found: `${what} cannot show what the encoder reads: no feature of the donors changes the score.`,
      cannotSee,
      todo: 'Use donors that lack what the inputs have; if these do, the encoder does not read the concept, so show no map of it.',
      measured,
    };
  }
  const verdict = verdictOf(measured);
  if (isEmpty(measured)) {
    const found = `${what} are zero everywhere, but the score changes with the content of the donors.`;
    return { verdict: 'doubt', found, cannotSee, todo: TODO.doubt, measured };
  }
  return {
    verdict,
    found:
      `${what} correlate with what the encoder answers to real content by ${twoDigits(correlation)} over ${counted(features, 'feature')}, and ` +
      `${percent(unread)} of their mass lies where it answers nothing (believed from ${twoDigits(LEAST_CORRELATION)}, up to ` +
      `${percent(MOST_UNREAD)}).`,
    cannotSee,
    todo: TODO[verdict],
    measured,
  };
}

function verdictOf({ correlation, unread, features }: EvidenceOverlap): Verdict {
  if (unread > MOST_UNREAD) return 'doubt';
  if (features < LEAST_FEATURES) return 'too few to tell';
  return correlation >= LEAST_CORRELATION ? 'believe' : 'doubt';
}

/** Whether the evidence is zero everywhere: then a map that is the same everywhere shares nothing with it. */
const isSilent = ({ uniform }: EvidenceOverlap) => uniform === 0;

/** Whether the map is zero everywhere: it then lies neither where the encoder answers nor where it does not. */
const isEmpty = ({ overlap, unread }: EvidenceOverlap) => overlap === 0 && unread === 0;

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
  if (Number.isNaN(measured.explainedByRandom)) {
    return {
      found: `The maps of "${name}" by ${explainer}, or those of random concepts, are the same everywhere, so they cannot be compared.`,
      cannotSee: 'It tests the method, not the map: most wrong maps depend on the concept.',
      todo: 'Use a method whose maps differ from place to place.',
      measured,
    };
  }
  return {
    found: `Maps of random concepts explain ${percent(measured.explainedByRandom)} of the variance of the maps of "${name}" by ${explainer}.`,
    cannotSee: 'It tests the method, not the map: most wrong maps depend on the concept.',
    todo: measured.depends
      ? 'Nothing follows from it.'
      : 'Much of what the map shows is the input and the network: use a method that is linear in the concept.',
    measured,
  };
}
