import type { Padding } from '@csm/core/extend';
import { padded } from '../kernels/movement.js';
import { ofOneInput } from './of-one-input.js';

/** Written as Pad, whose pads may be negative, to crop. */
export const padding = ofOneInput<Padding>((emitter, { margins, value = 0 }, x) =>
  padded(emitter, x, margins, value),
);
