import { change, type MethodName, settings } from '../session/settings.js';
import { summary } from '../session/state.js';
import { costs, methodList, offeredMethods, withMethod } from './method-list.js';

/** The methods that fit the model, by their cost, and a line about the chosen one. */
export function MethodChoice() {
  const { map } = settings.value;
  const offered = offeredMethods(summary.value?.model?.methods, [map.method]);
  return (
    <>
      <label>
        Method{' '}
        <select
          value={map.method}
          aria-describedby="method-help"
          onChange={({ currentTarget }) =>
            change({ map: withMethod(settings.peek().map, currentTarget.value as MethodName) })
          }
        >
          {Object.entries(costs).map(([cost, label]) => (
            <optgroup key={cost} label={label}>
              {offered
                .filter((name) => methodList[name].cost === cost)
                .map((name) => (
                  <option key={name} value={name}>
                    {methodList[name].label}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      <p class="map-help" id="method-help">
        {methodList[map.method].help}
      </p>
    </>
  );
}
