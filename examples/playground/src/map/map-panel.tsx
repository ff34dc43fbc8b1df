import { JobStatus } from '../app/job-status.js';
import { concept, summary } from '../session/state.js';
import { drawing, drawnMap } from './drawn-map.js';
import { InputChooser } from './input-chooser.js';
import { MapControls } from './map-controls.js';
import { MapPicture, MapSums } from './map-picture.js';
import { formatted } from './numbers.js';
import './panel.css';
import { Compare } from './sections/compare.js';
import { Counterfactual } from './sections/counterfactual.js';
import { Regions } from './sections/regions.js';
import { Traverse } from './sections/traverse.js';
import { shownInput } from './shown-input.js';

/** The map of the input under the pointer, and what else can be seen of it. */
export function MapPanel() {
  const drawn = drawnMap.value;
  if (summary.value?.model === undefined) {
    return (
      <>
        <h2>3. Map</h2>
        <p>Maps need a model and inputs.</p>
      </>
    );
  }
  return (
    <div class="map-panel">
      <h2>3. Map</h2>
      <InputChooser />
      {concept.value === undefined && <p>Make a concept to see its maps: choose an attribute or examples.</p>}
      <div class="map-main">
        {drawn && (
          <div data-outdated={drawn.input !== shownInput.value}>
            <MapPicture
              map={drawn}
              label={`Map of ${concept.value?.name} on ${summary.value.ids[drawn.input]}`}
            />
          </div>
        )}
        <div>
          {drawn && (
            <>
              <p aria-live="polite">Score: {formatted(drawn.score)}</p>
              <p class="muted">{drawn.description}</p>
              <MapSums map={drawn} />
              {drawn.warnings.map((warning) => (
                <p key={warning} class="muted">
                  {warning}
                </p>
              ))}
            </>
          )}
          <MapControls />
          <div class="map-status">
            <JobStatus job={drawing} label="Computing the map" />
          </div>
        </div>
      </div>
      <Compare />
      <Traverse />
      <Counterfactual />
      <Regions />
    </div>
  );
}
