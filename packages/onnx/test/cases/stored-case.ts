import type { Constant, ElementType, Numbers } from '../../src/model/onnx-model.js';

/** A tensor of a case; `data` is the base64 of little-endian numbers. */
export interface CaseTensor {
  /** The files in `../shared` leave it out. */
  readonly name?: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: string;
}

/** A case of the ONNX standard's own test suite: a model, inputs and outputs, as `test/oracles` and `../shared/oracles` store them. */
export interface StandardCase {
  readonly name: string;
  readonly ops: readonly string[];
  readonly opset: number;
  readonly rtol: number;
  readonly atol: number;
  /** The model, base64. */
  readonly model: string;
  readonly inputs: readonly CaseTensor[];
  readonly outputs: readonly CaseTensor[];
}

/** A tensor of a case as a constant. */
export function constantOf({ type, shape, data }: CaseTensor): Constant {
  const bytes = new Uint8Array(Buffer.from(data, 'base64'));
  return { type, shape, data: numbersOf(type, bytes.buffer) };
}

function numbersOf(type: ElementType, buffer: ArrayBuffer): Numbers {
  switch (type) {
    case 'bool':
    case 'uint8':
      return new Uint8Array(buffer);
    case 'int8':
      return new Int8Array(buffer);
    case 'int16':
      return new Int16Array(buffer);
    case 'uint16':
      return new Uint16Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'int64':
      return Float64Array.from(new BigInt64Array(buffer), Number);
    case 'float32':
      return new Float32Array(buffer);
    default:
      throw new Error(`constantOf: type ${type}`);
  }
}
