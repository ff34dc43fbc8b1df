import { change, settings } from '../../session/settings.js';
import { type Brush, brush } from './mark.js';

const BRUSHES: readonly (readonly [Brush, string])[] = [
  ['show', 'nothing: show the map'],
  ['with', 'with the concept'],
  ['without', 'without it'],
];

/** What a click on an input does, in the scatter and among the examples. */
export function Brushes() {
  const hasMarks = settings.value.concept?.kind === 'examples';
  return (
    <fieldset class="row brushes">
      <legend>A click or a lasso marks</legend>
      {BRUSHES.map(([name, label]) => (
        <label key={name} class={`brush ${name}`}>
          <input
            type="radio"
            name="brush"
            checked={brush.value === name}
            onChange={() => {
              brush.value = name;
            }}
          />{' '}
          {label}
        </label>
      ))}
      <button type="button" disabled={!hasMarks} onClick={() => change({ concept: undefined })}>
        Clear marks
      </button>
    </fieldset>
  );
}
