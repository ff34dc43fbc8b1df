import type { Encoder } from '@csm/core';
import type { CountValues } from './data-options.js';

/** What inputs need to know about the encoder: they take its shape and order of axes. */
export type InputsFor = Pick<Encoder, 'inputShape' | 'layout'> & {
  /** The names of the features that a model was trained on, if it states them. */
  readonly features?: readonly string[] | undefined;
  /** The values of genes that a model was trained on, if it states them. */
  readonly counts?: CountValues | undefined;
};
