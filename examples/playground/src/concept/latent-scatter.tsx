import { useSignal } from '@preact/signals';
import { JobStatus } from '../app/job-status.js';
import { Scatter } from '../scatter/scatter.js';
import { change, type Settings } from '../session/settings.js';
import { pointed, summary } from '../session/state.js';
import { applyBrush, applyLasso } from './examples/mark.js';
import { marked } from './examples/marked.js';
import { projecting, useColours, useProjection } from './projection-hooks.js';

const names: Record<Settings['projection'], string> = { pca: 'PCA', umap: 'UMAP' };

/** The latents in the plane, coloured by the score of the concept or an attribute. */
export function LatentScatter() {
  const { projection, positions } = useProjection();
  const attribute = useSignal('');
  const colours = useColours(attribute);
  const loaded = summary.value;
  if (loaded?.model === undefined) return null;
  return (
    <>
      <fieldset class="row brushes">
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
      <label>
        Colour by{' '}
        <select
          value={attribute.value}
          onChange={({ currentTarget }) => {
            attribute.value = currentTarget.value;
          }}
        >
          <option value="">score of the concept</option>
          {loaded.attributes.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <JobStatus job={projecting} label={`Computing ${names[projection.value]}`} />
      {positions.value && (
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
          onLasso={(rows) => applyLasso(rows, { fromScatter: true })}
        />
      )}
    </>
  );
}
