import type { Constant, ElementType } from '../../../model/onnx-model.js';
import type { Reading } from '../../reading.js';

/** The whole numbers that a quantised type holds. */
const RANGES: Partial<Readonly<Record<ElementType, readonly [number, number]>>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
};

export function rangeOf(at: Reading, type: ElementType): readonly [number, number] {
  const range = RANGES[type];
  if (range) return range;
  throw at.refuse(`expected a zero point of int8, uint8, int16 or uint16; got ${type}.`);
}

/** Scale and zero point of each number of a tensor. */
export interface Steps {
  scale(i: number): number;
  zeroPoint(i: number): number;
}

/**
 * The steps of a tensor: one for all, one per entry of an axis, or one per block along it.
 * @param shape of the tensor.
 */
export function stepsOf(
  at: Reading,
  shape: readonly number[],
  scale: Constant,
  zeroPoint: Constant | undefined,
): Steps {
  const entry = entryOf(at, shape, scale);
  return {
    scale: (i) => Number(scale.data[entry(i)] ?? 1),
    zeroPoint: (i) => Number(zeroPoint?.data[entry(i)] ?? 0),
  };
}

/** The position in the scale that belongs to position `i` of the tensor. */
function entryOf(at: Reading, shape: readonly number[], scale: Constant): (i: number) => number {
  if (scale.data.length === 1) return () => 0;
  const given = at.number('axis', 1);
  const axis = given < 0 ? given + shape.length : given;
  const length = shape[axis] ?? 1;
  const inner = shape.slice(axis + 1).reduce((product, own) => product * own, 1);
  const block = at.number('block_size', 0);
  if (block > 0) {
    const blocks = Math.ceil(length / block);
    if (scale.data.length * length !== shape.reduce((a, b) => a * b, 1) * blocks)
      throw at.refuse(`expected a scale for blocks of ${block}; got [${scale.shape.join(', ')}].`);
    return (i) => {
      const outer = Math.floor(i / (inner * length));
      const along = Math.floor((Math.floor(i / inner) % length) / block);
      return (outer * blocks + along) * inner + (i % inner);
    };
  }
  if (scale.shape.length !== 1 || scale.data.length !== length)
    throw at.refuse(`expected one scale, or ${length} along axis ${axis}; got [${scale.shape.join(', ')}].`);
  return (i) => Math.floor(i / inner) % length;
}

/** A scale or zero point along an axis, so that it broadcasts against the tensor. @throws for blocks. */
export function alongAxis(at: Reading, { type, shape, data }: Constant, rank: number): Constant {
  if (data.length === 1) return { type, shape: [], data };
  const given = at.number('axis', 1);
  const axis = given < 0 ? given + rank : given;
  if (shape.length !== 1 || at.number('block_size', 0) > 0)
    throw at.refuse('quantised blocks are only supported in constants.');
  return { type, shape: [data.length, ...Array<number>(rank - axis - 1).fill(1)], data };
}
