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
      found: `${what} were not compared with how the encoder responds to real content.`,
      cannotSee: 'Without this comparison, a map may lie where the encoder reads nothing.',
      todo: 'Pass donors: real inputs without the concept.',
    };
  }
  const cannotSee =
    'It cannot see where inside a feature the map lies, effects of several features together, or features in which the donors equal ' +
    'the input; it tests what the encoder reads, not what the concept looks like.';
  const { correlation, unread, features } = measured;
  if (isSilent(measured)) {
    return {
      verdict: 'doubt',
      found: `${what} cannot show what the encoder reads: no feature of the donors changes the score.`,
      cannotSee,
      todo: 'Use donors that lack the concept; if these already do, the encoder does not read it, so do not show maps of it.',
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
      `${what} have a correlation of ${twoDigits(correlation)} with how the encoder responds to real content, over ` +
      `${counted(features, 'feature')}, and ${percent(unread)} of their mass lies where the encoder does not respond (required: at least ` +
      `${twoDigits(LEAST_CORRELATION)}, and at most ${percent(MOST_UNREAD)}).`,
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
  doubt: 'Show the map of `replacement`, or of integrated gradients with real inputs as baselines, instead.',
  'too few to tell': 'Use smaller features, so that there are more of them.',
};

/** Does the map depend on the concept? */
export function footnote(
  name: string,
  explainer: string,
  measured: ConceptDependence,
): NonNullable<Gate['footnote']> {
  if (Number.isNaN(measured.explainedByRandom)) {
    return {
      found: `The maps of "${name}" by ${explainer}, or those of random concepts, are constant, so they cannot be compared.`,
      cannotSee: 'It tests the method, not the map: most wrong maps depend on the concept.',
      todo: 'Use a method whose maps are not constant.',
      measured,
    };
  }
  return {
    found: `Maps of random concepts explain ${percent(measured.explainedByRandom)} of the variance of the maps of "${name}" by ${explainer}.`,
    cannotSee: 'It tests the method, not the map: most wrong maps depend on the concept.',
    todo: measured.depends
      ? 'This does not show that the maps are right.'
      : 'Much of the map shows the input and the network, not the concept: use a method that is linear in the concept.',
    measured,
  };
}
