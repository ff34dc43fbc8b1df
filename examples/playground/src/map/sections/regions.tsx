import { effect, signal } from '@preact/signals';
import { JobStatus } from '../../app/job-status.js';
import { panelJob } from '../../session/job.js';
import { settings } from '../../session/settings.js';
import { concept, summary } from '../../session/state.js';
import { worker } from '../../session/worker-client.js';
import { keepResult } from '../keep-result.js';
import { MapPicture } from '../map-picture.js';
import { formatted } from '../numbers.js';
import { settledInput } from '../shown-input.js';
import type { TestedArea, TestedAreas } from './region-calls.js';
import { Section } from './section.js';

const testing = panelJob();
const open = signal(false);
const sides = signal(6);
const tested = signal<TestedAreas | undefined>(undefined);

effect(() => {
  if (concept.value !== undefined) return;
  testing.cancel();
  tested.value = undefined;
});

function test(): void {
  const [input, count, map] = [settledInput.peek(), sides.peek(), settings.peek().map];
  void keepResult(testing, tested, (call) => worker.testRegions(input, count, map, call));
}

/** Where the encoder reads the concept: regions whose content changes the score more than by chance. */
export function Regions() {
  const isPicture = summary.value?.model?.inputShape.length === 3;
  return (
    <Section title="Regions" open={open}>
      <p>
        Each region is replaced by that of real inputs with and without the concept. A region is significant
        if this changes the score more than with shuffled labels. Half of the examples make the concept again;
        the other half are the replacements.
      </p>
      <div class="row">
        {isPicture && (
          <label>
            Regions{' '}
            <select
              value={`${sides.value}`}
              onChange={({ currentTarget }) => {
                sides.value = Number(currentTarget.value);
              }}
            >
              {[4, 6, 8].map((count) => (
                <option key={count} value={`${count}`}>
                  {count} × {count}
                </option>
              ))}
            </select>
          </label>
        )}
        <button type="button" onClick={test}>
          Test regions
        </button>
      </div>
      <JobStatus job={testing} label="Testing regions" />
      {tested.value && <Result found={tested.value} />}
    </Section>
  );
}

function Result({ found }: { readonly found: TestedAreas }) {
  const { areas, level, size, map, donors, permutations, warnings } = found;
  const significant = areas.filter(({ q }) => q <= level);
  const id = summary.value?.ids[found.input];
  return (
    <>
      <p aria-live="polite">
        {significant.length} of {areas.length} {size ? 'regions' : 'features'} of {id} are significant (
        {donors} replacements, {permutations.toLocaleString('en')} permutations, false discovery rate{' '}
        {100 * level} %).
      </p>
      {size && (
        <div class="map-regions">
          <MapPicture map={map} label={`Map of ${id} with ${significant.length} significant regions`}>
            <Outlines areas={significant} size={size} />
          </MapPicture>
        </div>
      )}
      {significant.length > 0 && <Table areas={significant} noun={size ? 'Region' : 'Feature'} />}
      {warnings.map((warning) => (
        <p key={warning} class="muted">
          {warning}
        </p>
      ))}
    </>
  );
}

function Outlines({
  areas,
  size: [height, width],
}: {
  readonly areas: readonly TestedArea[];
  readonly size: readonly [number, number];
}) {
  return (
    <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {areas.map(({ name, x, y, width, height, p, q }) => (
        <rect key={name} x={x} y={y} width={width} height={height}>
          <title>{`${name}: p ${formatted(p)}, q ${formatted(q)}`}</title>
        </rect>
      ))}
    </svg>
  );
}

function Table({ areas, noun }: { readonly areas: readonly TestedArea[]; readonly noun: string }) {
  return (
    <table class="map-table">
      <caption>Significant {noun.toLowerCase()}s, the smallest p first</caption>
      <thead>
        <tr>
          <th scope="col">{noun}</th>
          <th scope="col">Change of score</th>
          <th scope="col">p</th>
          <th scope="col">q (adjusted p)</th>
        </tr>
      </thead>
      <tbody>
        {areas.slice(0, 20).map(({ name, effect: change, p, q }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{formatted(change)}</td>
            <td>{formatted(p)}</td>
            <td>{formatted(q)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
