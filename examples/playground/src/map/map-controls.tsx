import { change, type MapSettings, settings } from '../session/settings.js';
import { summary } from '../session/state.js';
import { MethodChoice } from './method-choice.js';
import { methodList } from './method-list.js';

/** How the map is computed and drawn. */
export function MapControls() {
  const { map } = settings.value;
  const { baselines, steps } = methodList[map.method];
  const isPicture = summary.value?.model?.inputShape.length === 3;
  const set = (changes: Partial<MapSettings>) => change({ map: { ...settings.peek().map, ...changes } });
  return (
    <div class="map-controls">
      <MethodChoice />
      {baselines.length > 0 && (
        <Choice
          label="Baseline"
          value={map.baseline}
          options={baselines
            .filter((name) => isPicture || name !== 'blurred' || name === map.baseline)
            .map((name) => [name, BASELINES[name]])}
          onChange={(baseline) => set({ baseline })}
        />
      )}
      {steps && (
        <label>
          {steps.label}{' '}
          <input
            type="number"
            min={1}
            max={steps.max}
            value={map.steps}
            onChange={({ currentTarget }) => {
              const wanted = Math.round(currentTarget.valueAsNumber);
              if (wanted >= 1 && wanted <= steps.max) set({ steps: wanted });
              else currentTarget.value = `${settings.peek().map.steps}`;
            }}
          />
        </label>
      )}
      <Choice
        label="Sign"
        value={map.sign}
        options={[
          ['signed', 'For and against'],
          ['positive', 'For only'],
          ['absolute', 'Magnitude'],
        ]}
        onChange={(sign) => set({ sign })}
      />
      {isPicture && (
        <>
          <Choice
            label="Channels"
            value={map.channels}
            options={[
              ['sum', 'Sum'],
              ['maxAbs', 'Strongest'],
              ['each', 'One by one'],
            ]}
            onChange={(channels) => set({ channels })}
          />
          <label>
            Overlay{' '}
            <input
              type="range"
              min={0}
              max={100}
              step={5}
              value={100 * map.overlay}
              aria-valuetext={overlayText(map.overlay)}
              onInput={({ currentTarget }) => set({ overlay: currentTarget.valueAsNumber / 100 })}
            />
          </label>
        </>
      )}
    </div>
  );
}

const BASELINES: Readonly<Record<MapSettings['baseline'], string>> = {
  zeros: 'Zeros',
  mean: 'Mean of all inputs',
  blurred: 'Blurred input',
};

function overlayText(share: number): string {
  if (share <= 0) return 'input only';
  return share >= 1 ? 'map only' : `${Math.round(100 * share)} %`;
}

function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  readonly onChange: (value: T) => void;
}) {
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value as T)}>
        {options.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
