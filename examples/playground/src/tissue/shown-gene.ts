import { signal } from '@preact/signals';

/** The gene whose counts colour the spots, as an index of the model's genes; undefined: the score of the concept does. */
export const shownGene = signal<number | undefined>(undefined);
