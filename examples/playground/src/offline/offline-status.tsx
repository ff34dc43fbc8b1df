import { offlineNote, takeUpdate } from './offline.js';

/** Whether the page works offline, and whether a new version of it is there. */
export function OfflineStatus() {
  return (
    <div aria-live="polite" class="row">
      {offlineNote.value && <span class="muted">{offlineNote.value}</span>}
      {takeUpdate.value && (
        <>
          <span>A new version of this page is available. Your settings are kept.</span>
          <button type="button" onClick={takeUpdate.value}>
            Reload
          </button>
        </>
      )}
    </div>
  );
}
