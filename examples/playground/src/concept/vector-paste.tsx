import { useSignal } from '@preact/signals';
import { JobStatus } from '../app/job-status.js';
import { panelJob } from '../session/job.js';
import { change } from '../session/settings.js';
import { summary } from '../session/state.js';
import { worker } from '../session/worker-client.js';

const reading = panelJob();

/** A concept vector that was made elsewhere. */
export function VectorPaste() {
  const text = useSignal('');
  const size = summary.value?.model?.latentSize;
  const take = async () => {
    const pasted = await reading.run(() => worker.parseVector(text.value));
    if (pasted) change({ concept: { kind: 'vector', ...pasted } });
  };
  return (
    <details>
      <summary>Paste a vector</summary>
      <label for="pasted-vector">{size} numbers: JSON, or separated by commas, spaces or lines</label>
      <textarea
        id="pasted-vector"
        rows={3}
        spellcheck={false}
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
        }}
      />
      <button type="button" onClick={take}>
        Use this vector
      </button>
      <JobStatus job={reading} label="Reading the vector" />
    </details>
  );
}
