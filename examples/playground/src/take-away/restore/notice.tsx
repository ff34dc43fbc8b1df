import { notice } from './restore.js';

/** What went wrong with the link that was opened. */
export function Notice() {
  return (
    <div role="alert">
      {notice.value !== undefined && (
        <p class="panel row">
          <span>{notice.value}</span>
          <button
            type="button"
            onClick={() => {
              notice.value = undefined;
            }}
          >
            Close
          </button>
        </p>
      )}
    </div>
  );
}
