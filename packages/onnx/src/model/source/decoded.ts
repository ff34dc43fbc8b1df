import { invalidFile } from '@csm/base';
import { decodeModel, type ModelMessage } from '../wire/schema.js';
import { checkNotOther } from './not-onnx.js';

/** The message that the bytes of a file hold. @throws if they are not an ONNX model. */
export function decoded(where: string, bytes: Uint8Array): ModelMessage {
  checkNotOther(where, bytes);
  let message: ModelMessage;
  try {
    message = decodeModel(bytes);
  } catch (cause) {
    throw invalidFile(
      `${where}: expected an ONNX model; the bytes are truncated, damaged or of another format; download or export the model again.`,
      { cause },
    );
  }
  if (message.graph !== undefined && (message.irVersion ?? 0) > 0) return message;
  throw invalidFile(
    `${where}: expected an ONNX model; the bytes have no ${message.graph === undefined ? 'graph' : 'version of the format'}; ` +
      'they are truncated or of another format; download or export the model again.',
  );
}
