import type { EntangledLabel } from '@csm/core/statistics';
import type { GatePart } from '../controls/gate-types.js';
import { counted, twoDigits } from '../controls/in-words.js';

/** A label whose AUC among examples that agree in the concept is this far from .5 is part of the vector. */
const ENTANGLED = 0.2;

/** Labels with this correlation go together so often that one can be mistaken for the other. */
const TOGETHER = 0.5;

/** Is the concept entangled with another label? */
export function entanglementAnswer(name: string, labels: readonly EntangledLabel[] | undefined): GatePart {
  const cannotSee = 'It cannot find labels that are not given.';
  const [first] = labels ?? [];
  if (first === undefined) {
    return {
      verdict: 'too few to tell',
      found: `It was not tested whether "${name}" is entangled with other labels: none were given.`,
      cannotSee,
      todo: 'Pass the other labels of the examples.',
    };
  }
  const all = labels ?? [];
  const tested = all.filter(({ within }) => within.auc !== undefined);
  const moved = tested.filter(({ within: { auc = 0.5 } }) => Math.abs(auc - 0.5) >= ENTANGLED);
  const entangled = moved.filter(({ verdict }) => verdict === 'entangled');
  // A rare label cannot be the concept, but one that nearly always goes together with it can.
  const together = all.filter(({ phi, within }) => within.auc === undefined && Math.abs(phi) >= TOGETHER);
  const open = tested.length === 0 ? all : [...together, ...moved];
  if (entangled.length === 0 && open.length > 0) {
    return {
      verdict: 'too few to tell',
      found: `The examples are too few to tell whether the score of "${name}" is also that of ${namesOf(open)}.`,
      cannotSee,
      todo: `Give at least 10 examples with and 10 without the other label among those that agree in "${name}".`,
    };
  }
  if (entangled.length === 0) {
    return {
      verdict: 'believe',
      found: `Among examples that agree in "${name}", its score tells none of ${counted(tested.length, 'other label')} (AUC within .5 ± ${twoDigits(ENTANGLED)}).`,
      cannotSee,
      todo: 'Nothing to do.',
    };
  }
  return {
    verdict: 'doubt',
    found: `Among examples that agree in "${name}", its score also tells ${namesOf(entangled)}.`,
    cannotSee,
    todo: 'Compute the vector with `partialConcept`, or state in the caption what else it contains.',
  };
}

/** The first three labels, with their AUC if it is known. */
function namesOf(labels: readonly EntangledLabel[]): string {
  const names = labels
    .slice(0, 3)
    .map(({ name, within: { auc } }) =>
      auc === undefined ? `"${name}"` : `"${name}" (AUC ${twoDigits(auc)})`,
    );
  return `${names.join(', ')}${labels.length > 3 ? ` and ${labels.length - 3} more` : ''}`;
}
