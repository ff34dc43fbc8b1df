import { invalidFile, typeName } from '@csm/base';
import type { ExternalData } from '../graph/attribute.js';
import { tensorsOf } from '../graph/tensors-of.js';
import type { OnnxFile } from '../onnx-source.js';
import { externalRange } from '../tensor/external-range.js';
import type { ModelMessage, TensorMessage } from '../wire/schema.js';
import { untilAborted } from './until-aborted.js';

/** Reads the numbers that are stored in other files than the model. All of the model's statements are checked before. */
export async function externalData(
  where: string,
  model: ModelMessage,
  { external }: OnnxFile,
  signal: AbortSignal | undefined,
): Promise<ExternalData> {
  const ranges = [...tensorsOf(model)].flatMap(([what, tensor]) => {
    const range = externalRange(`${where}: ${what}`, tensor);
    return range === undefined ? [] : [{ what, tensor, range }];
  });
  const [first] = ranges;
  if (first === undefined) return new Map();
  if (external === undefined) {
    throw invalidFile(
      `${where}: the weights are in another file, "${first.range.location}"; pass the model's URL, await onnxFile(path) of ` +
        '@csm/onnx/node, or an OnnxFile with the function "external".',
    );
  }
  const data = new Map<TensorMessage, Uint8Array>();
  for (const { what, tensor, range } of ranges) {
    signal?.throwIfAborted();
    const { location, offset, length } = range;
    const bytes: unknown = await untilAborted(external(location, { offset, length }), signal);
    if (!(bytes instanceof Uint8Array) || bytes.length !== length) {
      const got = bytes instanceof Uint8Array ? `${bytes.length} bytes` : typeName(bytes);
      throw invalidFile(
        `${where}: ${what}: expected ${length} bytes at ${offset} of the file "${location}"; got ${got}; the file is of another model, ` +
          'or truncated.',
      );
    }
    data.set(tensor, bytes);
  }
  return data;
}
