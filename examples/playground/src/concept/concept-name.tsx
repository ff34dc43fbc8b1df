import { change, settings } from '../session/settings.js';
import { concept } from '../session/state.js';

/** The name that figures and sentences use. */
export function ConceptName() {
  const wanted = settings.value.concept;
  const made = concept.value;
  if (wanted === undefined || made === undefined) return null;
  return (
    <label>
      Name of the concept{' '}
      <input
        type="text"
        value={made.name}
        onChange={({ currentTarget }) => {
          const { name: _, ...unnamed } = wanted;
          const name = currentTarget.value.trim();
          change({ concept: name === '' ? unnamed : { ...unnamed, name } });
        }}
      />
    </label>
  );
}
