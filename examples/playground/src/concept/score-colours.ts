import { computed } from '@preact/signals';
import type { PointColours } from '../scatter/scatter-props.js';
import { concept } from '../session/state.js';

/** Colours of the inputs by the score of the concept, with the mean score in the middle of the scale. */
export const scoreColours = computed((): PointColours | undefined => {
  if (concept.value === undefined) return undefined;
  const { name, scores } = concept.value;
  const middle = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return { kind: 'numbers', name: `Score of ${name}`, values: scores, middle };
});
