import { checkedCount } from '../../fold/arrays/numbers-of-type.js';
import { nodeAxis, singleAxis } from '../../layout.js';
import type { OperatorReader, Reading } from '../../reading.js';
import type { Value } from '../../value.js';
import { type AxisResize, coordinates, nearestIndices, TRANSFORMATIONS } from './coordinates.js';
import { filledOutside } from './filled-outside.js';
import { type Interpolation, interpolationMatrix } from './interpolation.js';
import { resizedLengths } from './resized-lengths.js';
import { repetitions, upsampled } from './upsampled.js';

const NEAREST_MODES = ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'];

/** Producers of models whose `align_corners` is meant as PyTorch and TensorFlow compute it. */
const EXPORTERS = /pytorch|tf2onnx|keras|paddle|onnx\.(quantize|optimizer)|onnxruntime/i;

/** Resize and Upsample: axis by axis, as a selection (nearest) or a matrix (linear, cubic). */
export const resize: OperatorReader = (at) => {
  const mode = at.text('mode', 'nearest');
  if (!['nearest', 'linear', 'cubic'].includes(mode)) throw at.refuse(`the mode "${mode}" is not supported.`);
  const isOld = at.node.op === 'Upsample' || at.opset < 11;
  const transformation = isOld ? 'asymmetric' : at.text('coordinate_transformation_mode', 'half_pixel');
  const nearest = isOld ? 'floor' : at.text('nearest_mode', 'round_prefer_floor');
  if (!TRANSFORMATIONS.includes(transformation)) {
    throw at.refuse(`the coordinate transformation "${transformation}" is not supported.`);
  }
  if (!NEAREST_MODES.includes(nearest)) throw at.refuse(`the nearest mode "${nearest}" is not supported.`);
  const interpolation: Interpolation = {
    mode: mode === 'cubic' ? 'cubic' : 'linear',
    cubicCoefficient: at.number('cubic_coeff_a', -0.75),
    excludeOutside: at.number('exclude_outside', 0) !== 0,
    antialias: at.number('antialias', 0) !== 0,
  };
  const wholeLengths = EXPORTERS.test(at.producer);
  const lengths = resizedLengths(at, at.value(0).shape);
  checkedCount(
    at,
    at.value(0).shape.map((length, i) => lengths.find(({ axis }) => axis === i)?.to ?? length),
  );
  const axes = lengths
    .map(({ axis, ...lengths }) => ({ axis, resizing: { ...lengths, transformation, wholeLengths } }))
    .filter(({ resizing }) => resizing.from !== resizing.to || !isIdentity(coordinates(resizing)));
  const factors = mode === 'nearest' ? repetitions(axes, nearest) : undefined;
  const repeated = factors && upsampled(at, at.value(0), factors);
  if (repeated) return repeated;
  let value = at.value(0);
  for (const { axis, resizing } of axes) {
    value =
      mode === 'nearest'
        ? selected(at, value, axis, resizing, nearest)
        : mixed(at, value, axis, resizing, interpolation);
  }
  return transformation === 'tf_crop_and_resize' ? filledOutside(at, value, axes) : value;
};

const isIdentity = (positions: readonly number[]): boolean => positions.every((x, i) => x === i);

function selected(at: Reading, given: Value, axis: number, resizing: AxisResize, nearest: string): Value {
  const indices = nearestIndices(resizing, nearest);
  return alongAxis(at, given, axis, resizing.to, (own) => ({ kind: 'gather', axis: own, indices }));
}

function mixed(
  at: Reading,
  given: Value,
  axis: number,
  resizing: AxisResize,
  interpolation: Interpolation,
): Value {
  checkedCount(at, [resizing.from, resizing.to]);
  const positions = coordinates(resizing);
  const numbers = interpolationMatrix(interpolation, positions, resizing.from, resizing.scale);
  const matrix = at.weight(numbers, [resizing.from, resizing.to]);
  return alongAxis(at, given, axis, resizing.to, (own) => ({ kind: 'resample', axis: own, matrix }));
}

function alongAxis(
  at: Reading,
  given: Value,
  axis: number,
  to: number,
  operation: (axis: number) => Parameters<Reading['add']>[0],
): Value {
  const value = singleAxis(at, given, axis);
  const own = nodeAxis(at, value, axis);
  const outputShape = at.outputShape(value).map((length, i) => (i + 1 === own ? to : length));
  const shape = value.shape.map((length, i) => (i === axis ? to : length));
  return at.add(operation(own), [value], { shape, axes: value.axes, outputShape }, `axis ${axis}`);
}
