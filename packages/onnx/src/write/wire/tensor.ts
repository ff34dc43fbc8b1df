import { invalidArgument, size } from '@csm/base';
import { blob, integer, integers, text } from './fields.js';
import type { Field } from './message.js';
import type { ElementType, TensorDraft } from './model-draft.js';

/** The numbers of the element types in the format. */
export const TYPE_NUMBERS: Readonly<Record<ElementType, number>> = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
};

/** The fields of a tensor. */
export const tensorFields = (tensor: TensorDraft, name = ''): Field[] => [
  integers(1, tensor.shape),
  integer(2, TYPE_NUMBERS[tensor.type]),
  text(8, name),
  rawNumbers(9, tensor, name),
];

/** The elements as little-endian bytes, which is the byte order of every JavaScript platform. */
const rawNumbers =
  (number: number, { shape, numbers }: TensorDraft, name: string): Field =>
  (output) => {
    const count = size(shape);
    if (count !== numbers.length) {
      throw invalidArgument(
        `${output.caller}: tensor "${name}": expected the ${count} numbers of its shape [${shape.join(', ')}]; got ${numbers.length}; ` +
          'give as many numbers as the shape has.',
      );
    }
    blob(number, new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength))(output);
  };
