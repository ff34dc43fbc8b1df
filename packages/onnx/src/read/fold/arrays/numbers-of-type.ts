import type { Constant, ElementType, Numbers } from '../../../model/onnx-model.js';
import type { Folding } from '../folding.js';
import { roundHalfEven } from './round-half-even.js';

/** A tensor that a node computes may have this many numbers, for one sample; more of them break tfjs-wasm for the rest of the process. */
export const MAX_NUMBERS = 2 ** 28;

const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Float32Array,
  bfloat16: Float32Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: Float64Array,
  uint64: Float64Array,
  bool: Uint8Array,
} as const satisfies Record<ElementType, unknown>;

/** @returns the number of elements of a result. @throws before anything is allocated, if it is too large. */
export function checkedCount(at: Pick<Folding, 'refuse'>, shape: readonly number[]): number {
  const count = shape.reduce((product, length) => product * length, 1);
  if (shape.every((length) => Number.isInteger(length) && length >= 0) && count <= MAX_NUMBERS) return count;
  throw at.refuse(`expected a result of at most ${MAX_NUMBERS} numbers; its shape is [${shape.join(', ')}].`);
}

/** Zeros of a type, for the elements of a shape. */
export function zeros(at: Folding, type: ElementType, shape: readonly number[]): Numbers {
  return new ARRAYS[type](checkedCount(at, shape));
}

/** A result whose numbers are computed in float64 and rounded to the type. @param value the number with a flat index. */
export function computed(
  at: Folding,
  type: ElementType,
  shape: readonly number[],
  value: (i: number) => number,
): Constant {
  const data = zeros(at, type, shape);
  const round = ROUND[type];
  if (round === undefined) for (let i = 0; i < data.length; i++) data[i] = value(i);
  else for (let i = 0; i < data.length; i++) data[i] = round(value(i));
  return { type, shape, data };
}

export const isFloat = (type: ElementType): boolean => type.includes('float');

export const isUnsigned = (type: ElementType): boolean => type.startsWith('uint');

/** What assigning to the array does not do. Whole numbers of up to 32 bits wrap around by themselves. */
const ROUND: Partial<Record<ElementType, (x: number) => number>> = {
  float16: (x) => rounded(x, 10, -14, 65504),
  bfloat16: (x) => rounded(x, 7, -126, 3.3895313892515355e38),
  int64: (x) => wrapped(x, -(2 ** 63)),
  uint64: (x) => wrapped(x, 0),
  bool: (x) => (x === 0 ? 0 : 1),
};

const bits = new DataView(new ArrayBuffer(8));

/** The nearest number with so many bits after the leading one, as IEEE 754 rounds. */
function rounded(x: number, fraction: number, smallestExponent: number, largest: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  bits.setFloat64(0, x);
  const exponent = ((bits.getUint16(0) >> 4) & 0x7ff) - 1023;
  const step = 2 ** (Math.max(exponent, smallestExponent) - fraction);
  const nearest = roundHalfEven(x / step) * step;
  return Math.abs(nearest) > largest ? Math.sign(x) * Number.POSITIVE_INFINITY : nearest;
}

function wrapped(x: number, smallest: number): number {
  const whole = Math.trunc(x);
  // The largest number of 64 bits, which often means "to the end", becomes 2^63 or 2^64 in float64, and must stay as large.
  if (whole >= smallest && whole <= smallest + 2 ** 64) return whole;
  if (!Number.isFinite(whole)) return 0;
  return whole - Math.floor((whole - smallest) / 2 ** 64) * 2 ** 64;
}
