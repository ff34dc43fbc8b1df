import type { OnnxValueInfo, Unreadable } from '../onnx-model.js';
import { knownType, typeWithNumber } from '../tensor/element-type.js';
import type { ValueInfoMessage } from '../wire/schema.js';

/** What a model declares about an input or output. */
export function readValueInfo({ name, type }: ValueInfoMessage): OnnxValueInfo | Unreadable {
  if (type === undefined) return { name, type: 'float32', shape: undefined };
  const { tensor } = type;
  if (tensor === undefined) return { unreadable: `"${name}" is not a tensor.` };
  const known = knownType(tensor.elementType);
  if (known === undefined) {
    return { unreadable: `tensors of ${typeWithNumber(tensor.elementType)} are not supported.` };
  }
  const shape = tensor.shape?.dimensions.map(({ length, name: free }) => {
    // Some exporters write 0 or a negative length for a free dimension.
    if (length !== undefined && length > 0) return length;
    return free === '' ? null : free;
  });
  return { name, type: known.type, shape };
}
