import { rowMajor, size } from '@csm/base';
import ndarray, { type NdArray, type TypedArray } from 'ndarray';
import { dump, parse } from 'npyjs';

/** The typed arrays for which NumPy has a dtype. */
const TYPES = [
  Float32Array,
  Float64Array,
  Int8Array,
  Int16Array,
  Int32Array,
  BigInt64Array,
  Uint8Array,
  Uint8ClampedArray,
  Uint16Array,
  Uint32Array,
  BigUint64Array,
];

/** The bytes of a `.npy` file, in row-major order. Data that are not a typed array become float64. */
export function npyBytes(array: NdArray): Uint8Array {
  const Type = TYPES.find((type) => array.data instanceof type) ?? Float64Array;
  const values = rowMajor<unknown, Float64Array>(array, Type as typeof Float64Array);
  return new Uint8Array(dump(values, [...array.shape]));
}

/**
 * The array in the bytes of a `.npy` file. Columns first (`fortran_order`) becomes strides, float16 becomes float32, booleans
 * become uint8, integers of 64 bits become float64.
 * @param error makes the error for bytes that are not a valid file, from a clause that describes them.
 */
export function parseNpy(bytes: Uint8Array, error: (what: string, cause?: unknown) => Error): NdArray {
  let content: ReturnType<typeof parse>;
  try {
    content = parse(new Uint8Array(bytes).buffer);
  } catch (cause) {
    throw error(`it is in another format or cut off: ${(cause as Error).message}`, cause);
  }
  const { shape, dtype, fortranOrder } = content;
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw error(`it has shape [${shape}]`);
  }
  const data = numbersOf(content.data, dtype);
  if (data === undefined) throw error(`it holds values of type ${dtype}`);
  if (data.length !== size(shape)) {
    throw error(`it has ${data.length} numbers of type ${dtype} and shape [${shape}]`);
  }
  if (['i8', 'u8'].includes(dtype) && !data.every(Number.isSafeInteger)) {
    throw error('it holds integers beyond 2⁵³, which a JavaScript number cannot hold');
  }
  if (!fortranOrder) return ndarray(data, shape);
  const strides = shape.map((_, axis) => size(shape.slice(0, axis)));
  return ndarray(data, shape, strides);
}

/** The values that npyjs read, as a typed array of numbers; undefined if they are strings or complex. */
function numbersOf(values: unknown, dtype: string): TypedArray | undefined {
  if (Array.isArray(values)) return dtype === 'b1' ? Uint8Array.from(values, Number) : undefined;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    return Float64Array.from<bigint>(values, Number);
  }
  // npyjs gives complex numbers as pairs.
  return isNumbers(values) && !dtype.startsWith('c') ? values : undefined;
}

function isNumbers(values: unknown): values is TypedArray {
  return TYPES.some((type) => values instanceof type);
}
