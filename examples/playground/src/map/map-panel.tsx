import { effect, signal } from '@preact/signals';
import { JobStatus } from '../app/job-status.js';
import { panelJob } from '../session/job.js';
import { settings } from '../session/settings.js';
import { concept, summary } from '../session/state.js';
import { worker } from '../session/worker-client.js';
import { InputChooser } from './input-chooser.js';
import type { DrawnMap } from './map-calls.js';
import { MapControls } from './map-controls.js';
import { MapPicture, MapSums } from './map-picture.js';
import { formatted } from './numbers.js';
import './panel.css';
import { Compare } from './sections/compare.js';
import { shownInput } from './shown-input.js';

const drawing = panelJob();
const drawnMap = signal<DrawnMap | undefined>(undefined);

effect(() => {
  const { map } = settings.value;
  const input = shownInput.value;
  if (concept.value === undefined) {
    drawing.cancel();
    drawnMap.value = undefined;
    return;
  }
  void drawing
    .run((call) => worker.drawMap(input, map, call))
    .then((drawn) => {
      if (drawn) drawnMap.value = drawn;
    });
});

/** The map of the input under the pointer, and what else can be seen of it. */
export function MapPanel() {
  const drawn = drawnMap.value;
  const name = concept.value?.name;
  if (summary.value?.model === undefined) return <p>Maps need a model and inputs.</p>;
  return (
    <div class="map-panel">
      <h2>3. Map</h2>
      <InputChooser />
      {drawn && (
        <div class="map-main">
          <MapPicture map={drawn} label={`Map of ${name} on ${summary.value.ids[drawn.input]}`} />
          <p aria-live="polite">Score: {formatted(drawn.score)}</p>
          <MapSums map={drawn} />
          {drawn.warnings.map((warning) => (
            <p key={warning} class="muted">
              {warning}
            </p>
          ))}
        </div>
      )}
      <div class="map-status">
        <JobStatus job={drawing} label="Computing the map" />
      </div>
      <MapControls />
      <Compare />
    </div>
  );
}
