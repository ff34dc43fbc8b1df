import { modelOfMessage } from './model-of-message.js';
import type { OnnxModel } from './onnx-model.js';
import type { OnnxSource } from './onnx-source.js';
import type { OnnxReadingOptions } from './reading-options.js';
import { decoded } from './source/decoded.js';
import { externalData } from './source/external-data.js';
import { openedSource } from './source/opened-source.js';

/**
 * Reads an ONNX file. The bytes are not changed; the constants of the model may be views of them.
 * @param caller the function that the user called.
 * @throws if the source is not an ONNX model, or if it is damaged.
 */
export async function readModel(
  caller: string,
  source: OnnxSource,
  options: OnnxReadingOptions = {},
): Promise<OnnxModel> {
  const { signal } = options;
  signal?.throwIfAborted();
  const file = await openedSource(caller, source, options);
  const where = `${caller}: ${file.name ?? 'model'}`;
  const message = decoded(where, file.bytes);
  return modelOfMessage(where, message, await externalData(where, message, file, signal));
}
