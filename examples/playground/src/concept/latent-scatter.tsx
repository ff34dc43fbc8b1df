import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { JobStatus } from '../app/job-status.js';
import { Scatter } from '../scatter/scatter.js';
import type { PointColours } from '../scatter/scatter-props.js';
import { panelJob } from '../session/job.js';
import { change, type Settings, settings } from '../session/settings.js';
import { concept, pointed, summary } from '../session/state.js';
import { worker } from '../session/worker-client.js';
import { applyBrush, applyLasso } from './examples/mark.js';
import { marked } from './examples/marked.js';

const projecting = panelJob();
const names: Record<Settings['projection'], string> = { pca: 'PCA', umap: 'UMAP' };

/** The latents in the plane, coloured by the score of the concept. */
export function LatentScatter() {
  const positions = useSignal<Float32Array | undefined>(undefined);
  const projection = useComputed(() => settings.value.projection);
  useSignalEffect(() => {
    const wanted = projection.value;
    if (summary.value?.model === undefined) return;
    void projecting
      .run((call) => (wanted === 'pca' ? worker.pcaOfLatents(call) : worker.umapOfLatents(call)))
      .then((projected) => {
        if (projected) positions.value = projected;
      });
  });
  const colours = useComputed((): PointColours | undefined => {
    if (concept.value === undefined) return undefined;
    const { name, scores } = concept.value;
    const middle = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    return { kind: 'numbers', name: `Score of ${name}`, values: scores, middle };
  });
  const loaded = summary.value;
  if (loaded?.model === undefined) return null;
  return (
    <>
      <fieldset class="row">
        <legend>Projection of the latents</legend>
        {(['pca', 'umap'] as const).map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="projection"
              checked={projection.value === name}
              onChange={() => change({ projection: name })}
            />{' '}
            {names[name]}
          </label>
        ))}
      </fieldset>
      <JobStatus job={projecting} label={`Computing ${names[projection.value]}`} />
      {positions.value?.length === 2 * loaded.ids.length && (
        <Scatter
          label={`Latents of ${loaded.ids.length} inputs, ${names[projection.value]}`}
          positions={positions.value}
          ids={loaded.ids}
          colours={colours.value}
          pointed={pointed.value}
          onPoint={(row) => {
            pointed.value = row;
          }}
          marks={marked.value}
          onPick={(row) => applyBrush(row, { fromScatter: true })}
          onLasso={applyLasso}
        />
      )}
    </>
  );
}
