import { invalidArgument } from '@csm/base';
import { blob, integer, integers, text } from './fields.js';
import type { Field } from './message.js';
import type { ElementType, TensorDraft } from './model-draft.js';

/** The numbers that the format gives the element types. */
export const TYPE_NUMBERS: Readonly<Record<ElementType, number>> = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
};

/** The fields of a tensor: its numbers are the little-endian bytes, which is the order of every JavaScript platform. */
export function tensorFields(tensor: TensorDraft, name = ''): Field[] {
  const { type, shape, numbers } = tensor;
  const count = shape.reduce((product, length) => product * length, 1);
  if (count !== numbers.length) {
    throw invalidArgument(
      `ONNX file: tensor "${name}": expected the ${count} numbers of its shape [${shape.join(', ')}]; got ${numbers.length}; ` +
        'give as many numbers as the shape has.',
    );
  }
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return [integers(1, shape), integer(2, TYPE_NUMBERS[type]), text(8, name), blob(9, bytes)];
}
