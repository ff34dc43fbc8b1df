import { Picture } from '../app/picture.js';
import { concept, summary } from '../session/state.js';
import type { Choice } from './choice.js';
import type { Round } from './quiz-calls.js';
import { answer, pick, picked } from './quiz-state.js';

/** The input and its ten maps. A map is picked by a click, by Enter, or by its digit (0 for the tenth). */
export function RoundView({ round: { input, picture, choices } }: { readonly round: Round }) {
  const id = summary.value?.ids[input];
  const pickByDigit = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[0-9]$/.test(event.key)) return;
    event.preventDefault();
    void pick((Number(event.key) + 9) % 10);
  };
  return (
    <>
      <div class="row">
        {picture && (
          <div class="quiz-input">
            <Picture image={picture} label={`The input, ${id}`} />
          </div>
        )}
        <p>Input: {id}. Keys 1 to 9 and 0 pick a map while one of them has the focus.</p>
      </div>
      <ol class="choices" aria-label={`Maps, one of them of ${concept.value?.name}`} onKeyDown={pickByDigit}>
        {choices.map((choice, at) => (
          <li key={at}>
            <ChoiceButton choice={choice} at={at} count={choices.length} />
            <span class="visually-hidden" id={`choice-${at}`}>
              {choice.words}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

function ChoiceButton({
  choice,
  at,
  count,
}: {
  readonly choice: Choice;
  readonly at: number;
  readonly count: number;
}) {
  const real = answer.value?.real;
  const isPicked = picked.value === at;
  const marks = [
    ...(real === undefined ? [] : [at === real ? 'real' : 'random']),
    ...(isPicked ? ['picked'] : []),
  ];
  return (
    <button
      type="button"
      class={`choice ${at === real ? 'real' : ''} ${isPicked ? 'picked' : ''}`}
      aria-describedby={`choice-${at}`}
      aria-disabled={picked.value !== undefined}
      onClick={() => void pick(at)}
    >
      {choice.picture && (
        <span class="map" aria-hidden="true">
          <Picture image={choice.picture} label={`Map ${at + 1}`} />
        </span>
      )}
      {choice.bars && <Bars bars={choice.bars} />}
      <span>
        <span class="visually-hidden">Map </span>
        {at + 1}
        <span class="visually-hidden"> of {count}</span>
        {marks.map((mark) => `, ${mark}`)}
      </span>
    </button>
  );
}

function Bars({ bars }: { readonly bars: NonNullable<Choice['bars']> }) {
  return (
    <span class="bars" aria-hidden="true">
      {bars.map(({ name, value }) => (
        <span key={name} class="bar">
          <span class="bar-name">{name}</span>
          <span
            class={value < 0 ? 'bar-line below' : 'bar-line'}
            style={{ width: `${Math.abs(50 * value)}%` }}
          >
            {value < 0 ? '−' : '+'}
          </span>
        </span>
      ))}
    </span>
  );
}
