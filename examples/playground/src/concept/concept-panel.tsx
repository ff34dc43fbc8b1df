import { JobStatus } from '../app/job-status.js';
import { settings } from '../session/settings.js';
import { concept, summary } from '../session/state.js';
import { AttributeChoice } from './attribute-choice.js';
import { ConceptName } from './concept-name.js';
import { Evidence, Measures } from './evidence.js';
import { Brushes } from './examples/brushes.js';
import { ExampleStrip } from './examples/example-strip.js';
import { future, past, redo, undo } from './history.js';
import { LatentScatter } from './latent-scatter.js';
import { making, replaced } from './make.js';
import './panel.css';
import { VectorPaste } from './vector-paste.js';

/** The concept: which examples have it, and how well it separates them. */
export function ConceptPanel() {
  const hasModel = summary.value?.model !== undefined;
  const wanted = settings.value.concept;
  const isWaiting = wanted === undefined || (wanted.kind === 'examples' && wanted.with.length === 0);
  const made = concept.value;
  return (
    <section class="panel" aria-labelledby="concept-title" onKeyDown={undoKeys}>
      <div class="row spread">
        <h2 id="concept-title">2. Concept</h2>
        <div class="row">
          <button type="button" onClick={undo} disabled={past.value.length === 0}>
            Undo
          </button>
          <button type="button" onClick={redo} disabled={future.value.length === 0}>
            Redo
          </button>
        </div>
      </div>
      {hasModel ? <AttributeChoice /> : <p class="muted">A concept needs a model.</p>}
      {replaced.value && <p role="status">{replaced.value}</p>}
      {hasModel && <VectorPaste />}
      {hasModel && <Brushes />}
      <div class="concept-status">
        {made && <Measures made={made} />}
        <JobStatus job={making} label="Making the concept" />
        {hasModel && isWaiting && <p role="status">Mark at least one input with the concept.</p>}
      </div>
      <LatentScatter />
      {hasModel && <ExampleStrip />}
      {made && <Evidence made={made} />}
      <ConceptName />
    </section>
  );
}

/** Undo and redo as in other programs, except in a text field, which has its own. */
function undoKeys(event: KeyboardEvent): void {
  const isText = (event.target as Element).matches('input[type="text"], textarea');
  if (isText || event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  if (event.shiftKey) redo();
  else undo();
}
