import type { ConceptSummary } from '../session/summary.js';
import { ScoreHistogram } from './score-histogram.js';

/** What is known of the concept: does its score separate, is it stable, what is doubtful. */
export function Evidence({ made }: { readonly made: ConceptSummary }) {
  const { name, withCount, withoutCount, heldOutAuc, aucBounds, stability, notes } = made;
  return (
    <div aria-live="polite" class="evidence">
      <p>
        <strong>{name}</strong>
        {withCount > 0 && `: ${withCount} with, ${withoutCount} without`}
      </p>
      <dl class="measures">
        {heldOutAuc !== undefined && (
          <div title="How often an example with the concept scores higher than one without it, among examples that the vector was not made from. 0.5 is chance.">
            <dt>Held-out AUC</dt>
            <dd>
              {heldOutAuc.toFixed(2)}
              {aucBounds && (
                <span class="muted">
                  {' '}
                  ({aucBounds[0].toFixed(2)}–{aucBounds[1].toFixed(2)})
                </span>
              )}
            </dd>
          </div>
        )}
        {stability !== undefined && (
          <div title="Mean cosine between the vectors of two random halves of the examples. About 0 if the marks mean nothing to the model.">
            <dt>Stability</dt>
            <dd>{stability.toFixed(2)}</dd>
          </div>
        )}
      </dl>
      {notes.length > 0 && (
        <ul class="doubts">
          {notes.map((note) => (
            <li key={note}>
              <strong>Doubt:</strong> {note}
            </li>
          ))}
        </ul>
      )}
      <ScoreHistogram made={made} />
    </div>
  );
}
