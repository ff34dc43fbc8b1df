import { JobStatus } from '../app/job-status.js';
import { change, settings } from '../session/settings.js';
import { concept, summary } from '../session/state.js';
import { LatentScatter } from './latent-scatter.js';
import { making } from './make.js';

/** The concept: which examples have it, and how well it separates them. */
export function ConceptPanel() {
  const attributes = summary.value?.attributes ?? [];
  const wanted = settings.value.concept;
  return (
    <section class="panel" aria-labelledby="concept-title">
      <h2 id="concept-title">2. Concept</h2>
      <label>
        Attribute{' '}
        <select
          value={wanted?.kind === 'attribute' ? wanted.attribute : ''}
          onChange={({ currentTarget }) =>
            change({ concept: { kind: 'attribute', attribute: currentTarget.value } })
          }
        >
          {attributes.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <JobStatus job={making} label="Making the concept" />
      {concept.value && (
        <p>
          {concept.value.name}: {concept.value.withCount} with, {concept.value.withoutCount} without
        </p>
      )}
      <LatentScatter />
    </section>
  );
}
