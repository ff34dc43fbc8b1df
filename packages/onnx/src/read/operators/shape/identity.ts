import type { OperatorReader } from '../../reading.js';

/** Identity: the input itself. */
export const identity: OperatorReader = (at) => at.operand(0) ?? at.value(0);
