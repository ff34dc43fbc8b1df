import { axisOf } from '../../axes.js';
import type { OperatorReader, Reading } from '../../reading.js';
import type { Operand, Value } from '../../value.js';
import { affine, plus } from './affine.js';
import { moments } from './moments.js';
import { normalisedAxes, weightOfAxes } from './normalised-axes.js';
import { checkStashType } from './stash-type.js';

/** Over the axes from `axis` on. The outputs Mean and InvStdDev are computed if they are named. */
export const layerNormalization: OperatorReader = (at) => {
  checkStashType(at);
  const input = at.value(0);
  const from = at.number('axis', -1);
  const normalised = layerNormalised(at, input, from, at.operand(1), at.operand(2));
  const [, mean = '', inverse = ''] = at.node.outputs;
  if (mean === '' && inverse === '') return normalised;
  const axes = axesFrom(at, input, from);
  const { value, nodeAxes } = normalisedAxes(at, input, axes);
  const epsilon = at.number('epsilon', 1e-5);
  const further = moments(at, value, { axes, nodeAxes, epsilon });
  return [normalised, further.mean, further.inverse];
};

/** Root mean square normalisation over the axes from `axis` on. */
export const rmsNormalization: OperatorReader = (at) => {
  checkStashType(at);
  return rmsNormalised(at, at.value(0), at.number('axis', -1), at.operand(1));
};

/** LayerNormalization of the sum of two tensors and a bias; the fourth output is that sum. */
export const skipLayerNormalization: OperatorReader = (at) => {
  const sum = sumOf(at, 4);
  return [layerNormalised(at, sum, -1, at.operand(2), at.operand(3), 1e-12), undefined, undefined, sum];
};

/** RMSNormalization of the sum of two tensors and a bias; the fourth output is that sum. */
export const skipSimplifiedLayerNormalization: OperatorReader = (at) => {
  const sum = sumOf(at, 3);
  return [rmsNormalised(at, sum, -1, at.operand(2), 1e-12), undefined, undefined, sum];
};

/** The sum of the first two inputs and of the bias at input `bias`. */
function sumOf(at: Reading, bias: number): Value {
  const both = plus(at, at.value(0), at.operand(1) ?? at.value(1));
  const own = at.operand(bias);
  return own === undefined ? both : plus(at, both, own);
}

function layerNormalised(
  at: Reading,
  input: Value,
  from: number,
  scale: Operand | undefined,
  bias: Operand | undefined,
  epsilonByDefault = 1e-5,
): Value {
  const axes = axesFrom(at, input, from);
  const { value, nodeAxes } = normalisedAxes(at, input, axes);
  const gamma = weightOfAxes(at, scale, value, axes);
  const isScaled = scale === undefined || gamma !== undefined;
  const beta = isScaled ? weightOfAxes(at, bias, value, axes) : undefined;
  const normalised = at.addAlike(
    {
      kind: 'layerNormalization',
      axes: nodeAxes,
      epsilon: at.number('epsilon', epsilonByDefault),
      ...(gamma && { gamma }),
      ...(beta && { beta }),
    },
    [value],
  );
  return affine(at, normalised, gamma ? undefined : scale, beta ? undefined : bias);
}

function rmsNormalised(
  at: Reading,
  input: Value,
  from: number,
  scale: Operand | undefined,
  epsilonByDefault = 1e-5,
): Value {
  const axes = axesFrom(at, input, from);
  const { value, nodeAxes } = normalisedAxes(at, input, axes);
  const gamma = weightOfAxes(at, scale, value, axes);
  const normalised = at.addAlike(
    {
      kind: 'rmsNormalization',
      axes: nodeAxes,
      epsilon: at.number('epsilon', epsilonByDefault),
      ...(gamma && { gamma }),
    },
    [value],
  );
  return affine(at, normalised, gamma ? undefined : scale, undefined);
}

function axesFrom(at: Reading, value: Value, axis: number): number[] {
  const first = axisOf(at, axis, value.shape.length);
  return value.shape.map((_, k) => k).slice(first);
}
