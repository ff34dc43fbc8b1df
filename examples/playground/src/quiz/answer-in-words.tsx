import { concept } from '../session/state.js';
import { answer, picked } from './quiz-state.js';

/** Right or wrong, and whether anybody could know. */
export function AnswerInWords() {
  const found = answer.value;
  return (
    <div aria-live="polite" class="answer">
      {found && (
        <>
          <p>
            <strong>{hitOrMiss(found.real)}</strong>
          </p>
          <p>{whether(found.explainedByOthers, found.dependsOnConcept)}</p>
        </>
      )}
    </div>
  );
}

function hitOrMiss(real: number): string {
  const choice = picked.value;
  const solution = `${real + 1} is the map of ${concept.value?.name}.`;
  if (choice === -1) return `Map ${solution}`;
  return `${choice === real ? 'Right' : 'No'}: map ${solution}`;
}

function whether(explained: number, depends: boolean): string {
  if (Number.isNaN(explained)) return 'The map is constant, so it shows nothing.';
  const percent = `${Math.round(100 * explained)} %`;
  const explains = `The map of an unrelated concept explains ${percent} of its variance on average (at most 40 % is acceptable)`;
  return depends
    ? `${explains}: this map depends on the concept. The certificate tells whether it shows what the encoder reads.`
    : `${explains}: this method draws nearly the same map for every concept, so picking the real one is guessing. Try a method that is linear in the concept, such as integrated gradients. The certificate asks something else: whether the map lies where the encoder reads this concept.`;
}
