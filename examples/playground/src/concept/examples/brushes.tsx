import { change, settings } from '../../session/settings.js';
import { type Brush, brush } from './mark.js';

const BRUSHES: Readonly<Record<Brush, { readonly label: string; readonly hint: string }>> = {
  show: {
    label: 'Look',
    hint: 'A click shows the map. A lasso starts a new concept: its points against all others.',
  },
  with: { label: '+ Mark with', hint: 'A click or a lasso marks examples with the concept.' },
  without: {
    label: '− Mark without',
    hint: 'A click or a lasso marks examples without the concept, instead of all that are not marked.',
  },
};

/** What a click on an input does, in the scatter and among the examples. */
export function Brushes() {
  const hasMarks = settings.value.concept?.kind === 'examples';
  return (
    <fieldset class="brushes">
      <legend>Examples by hand</legend>
      <div class="row">
        {(Object.keys(BRUSHES) as Brush[]).map((name) => (
          <label key={name} class="brush">
            <input
              type="radio"
              name="brush"
              checked={brush.value === name}
              onChange={() => {
                brush.value = name;
              }}
            />{' '}
            {BRUSHES[name].label}
          </label>
        ))}
        <button type="button" disabled={!hasMarks} onClick={() => change({ concept: undefined })}>
          Clear marks
        </button>
      </div>
      <p class="muted hint">{BRUSHES[brush.value].hint}</p>
    </fieldset>
  );
}
