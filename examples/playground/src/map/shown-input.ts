import { computed, effect, signal } from '@preact/signals';
import { settings } from '../session/settings.js';
import { pointed, summary } from '../session/state.js';

/** The index of the input whose map is shown: the one under the pointer, otherwise the chosen one, otherwise the first. */
export const shownInput = computed(() => {
  const chosen = summary.value?.ids.indexOf(settings.value.input ?? '') ?? 0;
  return pointed.value ?? Math.max(0, chosen);
});

/** The shown input once the pointer has rested on it, for what takes longer than one map. */
export const settledInput = signal(0);

effect(() => {
  const input = shownInput.value;
  const timer = setTimeout(() => {
    settledInput.value = input;
  }, 250);
  return () => clearTimeout(timer);
});
