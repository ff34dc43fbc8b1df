import { effect, signal } from '@preact/signals';
import { JobStatus } from '../../app/job-status.js';
import { panelJob } from '../../session/job.js';
import { change, type MethodName, methodNames, settings } from '../../session/settings.js';
import { concept, summary } from '../../session/state.js';
import { worker } from '../../session/worker-client.js';
import { keepResult } from '../keep-result.js';
import type { ComparedMap } from '../map-calls.js';
import { MapPicture } from '../map-picture.js';
import { methodList, offeredMethods } from '../method-list.js';
import { settledInput } from '../shown-input.js';
import { Section } from './section.js';

const comparing = panelJob();
const open = signal(false);
const compared = signal<readonly ComparedMap[] | undefined>(undefined);

effect(() => {
  const { map, compared: methods } = settings.value;
  const input = settledInput.value;
  if (!open.value || concept.value === undefined) {
    comparing.cancel();
    compared.value = undefined;
    return;
  }
  void keepResult(comparing, compared, (call) => worker.compareMaps(input, map, methods, call));
});

/** Maps of several methods next to each other, each in its own units. */
export function Compare() {
  return (
    <Section title="Side by side" open={open}>
      <fieldset class="map-methods">
        <legend>Methods</legend>
        {offeredMethods(summary.value?.model?.methods, settings.value.compared).map((name) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={settings.value.compared.includes(name)}
              onChange={({ currentTarget }) => choose(name, currentTarget.checked)}
            />
            {methodList[name].label}
          </label>
        ))}
      </fieldset>
      <JobStatus job={comparing} label="Computing maps" />
      <div class="map-grid">
        {compared.value?.map(({ method, map, error }) => (
          <div key={method}>
            <h3>{methodList[method].label}</h3>
            {map && (
              <MapPicture
                map={map}
                label={`${methodList[method].label} of ${concept.value?.name} on ${summary.value?.ids[map.input]}`}
              />
            )}
            {error !== undefined && <p class="error">{error}</p>}
          </div>
        ))}
      </div>
    </Section>
  );
}

function choose(method: MethodName, isChosen: boolean): void {
  const chosen = settings.peek().compared;
  change({
    compared: methodNames.filter((name) => (name === method ? isChosen : chosen.includes(name))),
  });
}
