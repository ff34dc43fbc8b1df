import { invalidFile } from '@csm/base';
import type { Constant, Unreadable } from '../onnx-model.js';
import type { TensorMessage } from '../wire/schema.js';
import { elementCount } from './element-count.js';
import { knownType, typeWithNumber } from './element-type.js';
import { rawNumbers } from './raw-numbers.js';
import { typedLength, typedNumbers } from './typed-numbers.js';

/**
 * The numbers of a tensor.
 * @param where the beginning of the messages, with the tensor's name.
 * @param external the numbers' bytes, if they are in another file.
 * @returns why it cannot be read, if its type is not supported.
 * @throws if the shape does not fit the data; nothing is allocated before.
 */
export function readTensor(
  where: string,
  tensor: TensorMessage,
  external?: Uint8Array,
): Constant | Unreadable {
  const known = knownType(tensor.dataType);
  if (known === undefined) {
    return { unreadable: `tensors of ${typeWithNumber(tensor.dataType)} are not supported.` };
  }
  const { type, bytes } = known;
  const count = elementCount(where, tensor.dims);
  const raw = external ?? tensor.rawData;
  // A tensor without elements may have either field, or none.
  const actual =
    raw !== undefined && (raw.length > 0 || count === 0) ? raw.length / bytes : typedLength(type, tensor);
  if (actual !== count) {
    throw invalidFile(
      `${where}: expected the ${count} numbers of its shape [${tensor.dims.join(', ')}]; the file has ${actual}; ` +
        'download or export the model again.',
    );
  }
  const data = raw !== undefined && raw.length > 0 ? rawNumbers(type, raw) : typedNumbers(type, tensor);
  return { type, shape: tensor.dims, data };
}
