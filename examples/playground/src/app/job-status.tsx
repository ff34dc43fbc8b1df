import type { PanelJob } from '../session/job.js';

/** Progress with a button that cancels it, or the error: next to the controls that started the work. */
export function JobStatus({ job, label }: { readonly job: PanelJob; readonly label: string }) {
  const { running, done, total, error } = job.state.value;
  return (
    <div class="job-status" aria-live="polite">
      {running && (
        <>
          <progress aria-label={label} {...(total > 0 ? { value: done, max: total } : {})} />
          <span>{total > 0 ? `${label}: ${done} of ${total}` : `${label} …`}</span>
          <button type="button" onClick={job.cancel}>
            Cancel
          </button>
        </>
      )}
      {error !== undefined && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
