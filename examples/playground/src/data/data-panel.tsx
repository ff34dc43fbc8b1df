import { JobStatus } from '../app/job-status.js';
import { settings } from '../session/settings.js';
import { summary } from '../session/state.js';
import { Bring } from './bring.js';
import { FoundFiles } from './found-files.js';
import { loadBuiltIn, loading } from './load.js';
import './data.css';

/** The model and the data: what they are, and what is missing. */
export function DataPanel() {
  const loaded = summary.value;
  return (
    <section class="panel" aria-labelledby="data-title">
      <h2 id="data-title">1. Model and data</h2>
      <div class="row">
        <button
          type="button"
          aria-pressed={settings.value.source === 'faces'}
          onClick={() => void loadBuiltIn('faces')}
        >
          Drawn faces
        </button>
        <button
          type="button"
          aria-pressed={settings.value.source === 'tissue'}
          onClick={() => void loadBuiltIn('tissue')}
        >
          Drawn tissue
        </button>
      </div>
      <Bring />
      <JobStatus job={loading} label="Loading" />
      <FoundFiles />
      {loaded && (
        <p>
          {loaded.name}: {loaded.ids.length} inputs
          {loaded.model && `, ${loaded.model.name} with ${loaded.model.latentSize} latent dimensions`}
        </p>
      )}
      {loaded && loaded.notes.length > 0 && (
        <ul class="notes">
          {loaded.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {loaded?.model && (
        <details>
          <summary>What the model is</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: so that the keyboard can scroll it */}
          <pre class="description" tabIndex={0}>
            {loaded.model.description}
          </pre>
        </details>
      )}
    </section>
  );
}
