import { computed } from '@preact/signals';
import { settings } from '../../session/settings.js';
import { concept, summary } from '../../session/state.js';

const rowOf = computed(() => new Map((summary.value?.ids ?? []).map((id, row) => [id, row])));

/** The rows that the user marked; undefined if the concept was not made of marks. */
export const marked = computed(() => {
  const wanted = settings.value.concept;
  if (wanted?.kind !== 'examples') return undefined;
  const rowsOf = (ids: readonly string[]) => ids.flatMap((id) => rowOf.value.get(id) ?? []);
  return { with: rowsOf(wanted.with), without: rowsOf(wanted.without) };
});

/** The mark of each row: that of the user, which is there before the concept is made, or that of an attribute. */
export const markOf = computed((): ((row: number) => 'with' | 'without' | undefined) => {
  if (marked.value) {
    const [positives, negatives] = [new Set(marked.value.with), new Set(marked.value.without)];
    return (row) => (positives.has(row) ? 'with' : negatives.has(row) ? 'without' : undefined);
  }
  const labels = concept.value?.labels;
  return (row) => (labels?.[row] === 1 ? 'with' : labels?.[row] === -1 ? 'without' : undefined);
});
