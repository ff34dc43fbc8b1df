import { type Signal, useComputed, useSignal, useSignalEffect } from '@preact/signals';
import type { PointColours } from '../scatter/scatter-props.js';
import { panelJob } from '../session/job.js';
import { settings } from '../session/settings.js';
import { summary } from '../session/state.js';
import type { Summary } from '../session/summary.js';
import { worker } from '../session/worker-client.js';
import { scoreColours } from './score-colours.js';

/** Computing the projection. */
export const projecting = panelJob();

/** x and y of each input, again whenever the data or the kind of projection change; undefined while those of new data are computed. */
export function useProjection() {
  const projected = useSignal<{ readonly of: Summary; readonly positions: Float32Array } | undefined>(
    undefined,
  );
  const projection = useComputed(() => settings.value.projection);
  useSignalEffect(() => {
    const wanted = projection.value;
    const of = summary.value;
    if (of?.model === undefined) return;
    void projecting
      .run((call) => (wanted === 'pca' ? worker.pcaOfLatents(call) : worker.umapOfLatents(call)))
      .then((positions) => {
        if (positions) projected.value = { of, positions };
      });
  });
  const positions = useComputed(() =>
    projected.value?.of === summary.value ? projected.value?.positions : undefined,
  );
  return { projection, positions };
}

/** Colours by an attribute, or by the score of the concept if the name is empty. */
export function useColours(attribute: Signal<string>) {
  const byAttribute = useSignal<PointColours | undefined>(undefined);
  useSignalEffect(() => {
    const name = attribute.value;
    if (summary.value === undefined || name === '') return;
    void worker.attributeColours(name).then((colours) => {
      if (name === attribute.peek()) byAttribute.value = colours;
    });
  });
  return useComputed(() => (attribute.value === '' ? scoreColours.value : byAttribute.value));
}
