import type { MapNumbers } from './ranking-rows.js';

/** The columns of the tables: measure, title and digits. */
export const measures: readonly (readonly [name: keyof MapNumbers, title: string, digits: number])[] = [
  ['massOverArea', 'mass / area', 1],
  ['auc', 'AUC', 2],
  ['evidence', 'r with E', 2],
  ['deletion', 'deletion', 2],
];
