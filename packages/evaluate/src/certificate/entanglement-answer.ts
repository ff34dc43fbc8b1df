import type { EntangledLabel } from '@csm/core/statistics';
import type { GatePart } from '../controls/gate-types.js';
import { counted, twoDigits } from '../controls/in-words.js';

/** A label whose AUC among examples that agree in the concept is this far from .5 is part of the vector. */
const ENTANGLED = 0.2;

/** Labels with this correlation go together so often that one can be mistaken for the other. */
const TOGETHER = 0.5;

/** Is the concept entangled with another label? */
export function entanglementAnswer(name: string, labels: readonly EntangledLabel[] | undefined): GatePart {
  const cannotSee = 'It cannot find a label that is not given.';
  const [first] = labels ?? [];
  if (first === undefined) {
    return {
      verdict: 'too few to tell',
      found: `No other labels were given with which "${name}" could be entangled.`,
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
      found: `The examples are too few to tell whether the score of "${name}" is that of ${namesOf(open)}.`,
      cannotSee,
      todo: `Give more examples with the label, and without it, among those that agree in "${name}": at least 10 of each.`,
    };
  }
  if (entangled.length === 0) {
    return {
      verdict: 'believe',
      found: `The score of "${name}" tells none of ${counted(tested.length, 'other label')} among examples that agree in "${name}" (AUC within .5 ± ${twoDigits(ENTANGLED)}).`,
      cannotSee,
      todo: 'Nothing follows from it.',
    };
  }
  return {
    verdict: 'doubt',
    found: `The score of "${name}" also tells ${namesOf(entangled)} among examples that agree in "${name}".`,
    cannotSee,
    todo: 'Make the vector with `partialConcept`, or say in the caption what else it contains.',
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
