import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { JobStatus } from '../app/job-status.js';
import { Picture } from '../app/picture.js';
import { panelJob } from '../session/job.js';
import { settings } from '../session/settings.js';
import { concept, pointed, summary } from '../session/state.js';
import { worker } from '../session/worker-client.js';
import type { DrawnMap } from './map-calls.js';

const drawing = panelJob();

/** The map of the input under the pointer. */
export function MapPanel() {
  const drawn = useSignal<DrawnMap | undefined>(undefined);
  const shown = useComputed(() => {
    const { input } = settings.value;
    return pointed.value ?? Math.max(0, summary.value?.ids.indexOf(input ?? '') ?? 0);
  });
  useSignalEffect(() => {
    const { map } = settings.value;
    if (concept.value === undefined) return;
    void drawing
      .run((call) => worker.drawMap(shown.value, map, call))
      .then((picture) => {
        if (picture) drawn.value = picture;
      });
  });
  return (
    <>
      <h2>3. Map</h2>
      <JobStatus job={drawing} label="Computing the map" />
      {drawn.value && (
        <>
          <Picture
            image={drawn.value.picture}
            label={`Map of ${concept.value?.name} on ${summary.value?.ids[shown.value]}`}
          />
          <p>Score: {drawn.value.score.toFixed(2)}</p>
        </>
      )}
    </>
  );
}
