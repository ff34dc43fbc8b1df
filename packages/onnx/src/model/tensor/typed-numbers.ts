import type { ElementType, Numbers } from '../onnx-model.js';
import type { TensorMessage } from '../wire/schema.js';
import { bfloat16ToFloat32, float16ToFloat32 } from './half-floats.js';
import { rawNumbers } from './raw-numbers.js';

/** The numbers in the field that a tensor has for its element type, where they are not raw bytes. */
export function typedNumbers(type: ElementType, tensor: TensorMessage): Numbers {
  switch (type) {
    case 'float32':
      return rawNumbers(type, joined(tensor.floatData));
    case 'float64':
      return rawNumbers(type, joined(tensor.doubleData));
    case 'int64':
      return Float64Array.from(tensor.int64Data);
    case 'uint64':
      return Float64Array.from(tensor.uint64Data);
    case 'uint32':
      return Uint32Array.from(tensor.uint64Data);
    case 'int32':
      return Int32Array.from(tensor.int32Data);
    case 'int16':
      return Int16Array.from(tensor.int32Data);
    case 'uint16':
      return Uint16Array.from(tensor.int32Data);
    case 'int8':
      return Int8Array.from(tensor.int32Data);
    case 'uint8':
      return Uint8Array.from(tensor.int32Data);
    case 'bool':
      return Uint8Array.from(tensor.int32Data, (number) => (number === 0 ? 0 : 1));
    case 'float16':
      return float16ToFloat32(tensor.int32Data);
    case 'bfloat16':
      return bfloat16ToFloat32(tensor.int32Data);
  }
}

/** How many numbers that field holds. */
export function typedLength(type: ElementType, tensor: TensorMessage): number {
  const bytes = (parts: readonly Uint8Array[]) => parts.reduce((sum, { length }) => sum + length, 0);
  switch (type) {
    case 'float32':
      return bytes(tensor.floatData) / 4;
    case 'float64':
      return bytes(tensor.doubleData) / 8;
    case 'int64':
      return tensor.int64Data.length;
    case 'uint64':
    case 'uint32':
      return tensor.uint64Data.length;
    default:
      return tensor.int32Data.length;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
