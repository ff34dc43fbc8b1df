import { change, settings } from '../session/settings.js';
import { summary } from '../session/state.js';
import { attributeConcept } from './make.js';

const SHARES = [0.1, 0.25, 0.5];

/** A concept from a column of the data: a value against the others, or high numbers against low ones. */
export function AttributeChoice() {
  const attributes = summary.value?.attributes ?? [];
  if (attributes.length === 0) return <p class="muted">The data have no attributes.</p>;
  const wanted = settings.value.concept;
  const chosen = wanted?.kind === 'attribute' ? wanted : undefined;
  const attribute = attributes.find(({ name }) => name === chosen?.attribute);
  return (
    <div class="row">
      <label>
        Attribute{' '}
        <select
          value={chosen?.attribute ?? ''}
          onChange={({ currentTarget }) => {
            const next = attributes.find(({ name }) => name === currentTarget.value);
            if (next) change({ concept: attributeConcept(next) });
          }}
        >
          {chosen === undefined && <option value="">choose …</option>}
          {attributes.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {chosen && attribute?.values && (
        <label>
          With{' '}
          <select
            value={chosen.value ?? 'true'}
            onChange={({ currentTarget }) =>
              change({
                concept: { kind: 'attribute', attribute: attribute.name, value: currentTarget.value },
              })
            }
          >
            {attribute.values.map((value) => (
              <option key={value}>{value}</option>
            ))}
          </select>
        </label>
      )}
      {chosen && attribute && !attribute.values && (
        <label>
          With{' '}
          <select
            value={chosen.share ?? 0.25}
            onChange={({ currentTarget }) =>
              change({
                concept: { kind: 'attribute', attribute: attribute.name, share: Number(currentTarget.value) },
              })
            }
          >
            {SHARES.map((share) => (
              <option key={share} value={share}>
                highest {100 * share} % against lowest
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
