import { signal } from '@preact/signals';
import type { ConceptSummary, Summary } from './summary.js';

/** What is loaded; undefined before the first load. */
export const summary = signal<Summary | undefined>(undefined);

/** The current concept; undefined while the settings name none, or while it is made. */
export const concept = signal<ConceptSummary | undefined>(undefined);

/** The index of the input under the pointer or the keyboard's cursor. Its map is shown; without one, that of `settings.input`. */
export const pointed = signal<number | undefined>(undefined);
