import type { ElementType, Numbers } from '../onnx-model.js';
import { bfloat16ToFloat32, float16ToFloat32 } from './half-floats.js';

/**
 * The numbers that little-endian bytes hold. A view if the bytes are aligned and the numbers need no conversion.
 * @param bytes a whole number of elements.
 */
export function rawNumbers(type: ElementType, bytes: Uint8Array): Numbers {
  switch (type) {
    case 'float32':
      return viewOf(Float32Array, bytes);
    case 'float64':
      return viewOf(Float64Array, bytes);
    case 'int8':
      return viewOf(Int8Array, bytes);
    case 'uint8':
      return viewOf(Uint8Array, bytes);
    case 'int16':
      return viewOf(Int16Array, bytes);
    case 'uint16':
      return viewOf(Uint16Array, bytes);
    case 'int32':
      return viewOf(Int32Array, bytes);
    case 'uint32':
      return viewOf(Uint32Array, bytes);
    case 'float16':
      return float16ToFloat32(viewOf(Uint16Array, bytes));
    case 'bfloat16':
      return bfloat16ToFloat32(viewOf(Uint16Array, bytes));
    case 'bool':
      return Uint8Array.from(bytes, (byte) => (byte === 0 ? 0 : 1));
    case 'int64':
    case 'uint64':
      return wideIntegers(viewOf(Uint32Array, bytes), type === 'int64');
  }
}

interface NumbersConstructor<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

function viewOf<T>(View: NumbersConstructor<T>, bytes: Uint8Array): T {
  const width = View.BYTES_PER_ELEMENT;
  const { buffer, byteOffset } = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes);
  return new View(buffer, byteOffset, bytes.length / width);
}

/** Numbers of 64 bits from their lower and upper words. */
function wideIntegers(words: Uint32Array, isSigned: boolean): Float64Array {
  const numbers = new Float64Array(words.length / 2);
  for (let i = 0; i < numbers.length; i++) {
    const upper = words[2 * i + 1] ?? 0;
    numbers[i] = (isSigned ? upper | 0 : upper) * 2 ** 32 + (words[2 * i] ?? 0);
  }
  return numbers;
}
