import type { BackwardRule } from '@csm/core/extend';
import { recordable } from '../rules/recordable.js';

/** The ordinary derivative as a rule, for a node that gets a rule only so that a pass with rules accepts or watches it. */
export const derivativeRule: BackwardRule = recordable({
  name: 'derivative',
  backward: ({ cotangent, vjp }) => vjp(cotangent),
});
