import { size } from '@csm/base';
import { fold } from '../../fold/fold.js';
import type { OperatorReader } from '../../reading.js';

/**
 * Operators whose inputs must be constants, such as Range: these are computed before any reader is called, so this reader only names the
 * input that is not a constant.
 */
export const ofConstants: OperatorReader = (at) => {
  for (const i of at.node.inputs.keys()) at.constant(i);
  throw at.refuse('its constants do not fit the operator.');
};

/** EyeLike: ones on a diagonal of a matrix with the shape of the input, whatever its numbers are. */
export const eyeLike: OperatorReader = (at) => {
  const { type, shape } = at.operand(0) ?? at.value(0);
  const zeros = { type, shape, data: new Float32Array(size(shape)) };
  const [found] = fold(at.node, at.opset, [zeros]) ?? [];
  if (found) return found;
  throw at.refuse(`expected a matrix; got shape [${shape}].`);
};
