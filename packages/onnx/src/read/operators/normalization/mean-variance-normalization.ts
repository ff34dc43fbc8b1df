import { axisOf } from '../../axes.js';
import type { OperatorReader } from '../../reading.js';
import { normalisedAxes } from './normalised-axes.js';

/** The standard adds 1e−9 to the standard deviation; its square added to the variance does the same where that matters: at 0. */
const EPSILON = 1e-18;

export const meanVarianceNormalization: OperatorReader = (at) => {
  const input = at.value(0);
  const axes = (at.numbers('axes') ?? [0, 2, 3]).map((axis) => axisOf(at, axis, input.shape.length));
  const { value, nodeAxes } = normalisedAxes(at, input, axes);
  return at.addAlike({ kind: 'layerNormalization', axes: nodeAxes, epsilon: EPSILON }, [value]);
};
