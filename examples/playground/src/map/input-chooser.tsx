import { change } from '../session/settings.js';
import { pointed, summary } from '../session/state.js';
import { shownInput } from './shown-input.js';

/** The input whose map is shown, with buttons to the ones before and after it. */
export function InputChooser() {
  const ids = summary.value?.ids ?? [];
  const at = shownInput.value;
  const show = (next: number) => {
    pointed.value = undefined;
    change({ input: ids[(next + ids.length) % ids.length] });
  };
  return (
    <div class="row">
      <button type="button" aria-label="Previous input" onClick={() => show(at - 1)}>
        ←
      </button>
      <label>
        Input{' '}
        <input
          type="number"
          min={1}
          max={ids.length}
          value={at + 1}
          onChange={({ currentTarget }) => {
            const wanted = currentTarget.valueAsNumber - 1;
            if (ids[wanted] !== undefined) show(wanted);
            else currentTarget.value = `${at + 1}`;
          }}
        />{' '}
        of {ids.length}
      </label>
      <button type="button" aria-label="Next input" onClick={() => show(at + 1)}>
        →
      </button>
      <span>{ids[at]}</span>
    </div>
  );
}
