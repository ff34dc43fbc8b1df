import { axisOf } from '../../axes.js';
import type { OperatorReader } from '../../reading.js';
import { normalisedAxes } from './normalised-axes.js';

export const lpNormalization: OperatorReader = (at) => {
  const p = at.number('p', 2);
  if (p !== 1 && p !== 2) throw at.refuse(`expected p to be 1 or 2; got ${p}.`);
  const input = at.value(0);
  const axis = axisOf(at, at.number('axis', -1), input.shape.length);
  const { value, nodeAxes } = normalisedAxes(at, input, [axis]);
  return at.addAlike({ kind: 'lpNormalization', p, axes: nodeAxes }, [value]);
};
