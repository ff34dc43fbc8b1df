import { lastAxis } from '../../layout.js';
import type { OperatorReader } from '../../reading.js';

/** ONNX's LRN: over the channels, axis 1. */
export const localResponseNormalization: OperatorReader = (at) => {
  const input = at.value(0);
  const size = at.number('size', 0);
  if (!(size >= 1)) throw at.refuse(`expected a size of at least 1; got ${size}.`);
  if (input.shape.length < 2)
    throw at.refuse(`expected an input [n, channels, …]; got [${input.shape.join(', ')}].`);
  return at.addAlike(
    {
      kind: 'localResponseNormalization',
      size,
      alpha: at.number('alpha', 1e-4),
      beta: at.number('beta', 0.75),
      bias: at.number('bias', 1),
    },
    [lastAxis(at, input, 1)],
  );
};
