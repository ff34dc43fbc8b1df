import type { ConceptSummary } from '../session/summary.js';
import { ScoreHistogram } from './score-histogram.js';

/** The measures of the concept in one line. */
export function Measures({ made }: { readonly made: ConceptSummary }) {
  const { name, withCount, withoutCount, heldOutAuc, aucBounds, stability, notes } = made;
  return (
    <dl class="measures" aria-live="polite">
      <div>
        <dt>Concept</dt>
        <dd class="concept-name">
          {name}
          {withCount > 0 && <small>{` ${withCount} with, ${withoutCount} without`}</small>}
        </dd>
      </div>
      <div>
        <dt>Held-out AUC</dt>
        <dd>
          {heldOutAuc?.toFixed(2) ?? 'unknown'}
          {heldOutAuc !== undefined && aucBounds && (
            <small>{` ${aucBounds[0].toFixed(2)} to ${aucBounds[1].toFixed(2)}`}</small>
          )}
        </dd>
      </div>
      <div>
        <dt>Stability</dt>
        <dd>{stability?.toFixed(2) ?? 'unknown'}</dd>
      </div>
      <div>
        <dt>Doubts</dt>
        <dd>{notes.length === 0 ? 'none found' : `${notes.length}, below`}</dd>
      </div>
    </dl>
  );
}

/** What is doubtful about the concept, how its scores are distributed, and what the measures mean. */
export function Evidence({ made }: { readonly made: ConceptSummary }) {
  const { notes } = made;
  return (
    <div class="evidence">
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
      <details>
        <summary>What the measures mean</summary>
        <p>
          <strong>Held-out AUC</strong>: how often an example with the concept scores higher than one without
          it, for vectors made from the other examples. 0.5 is chance; the range is the 95 % interval.
        </p>
        <p>
          <strong>Stability</strong>: mean cosine between the vectors of two random halves of the examples. 1
          means that other examples give the same vector, 0 that the labels mean nothing to the model.
        </p>
        <p>
          The histogram shows the examples that the vector was made from, which always look better separated
          than new ones. Each colour is scaled to its own highest bar.
        </p>
      </details>
    </div>
  );
}
