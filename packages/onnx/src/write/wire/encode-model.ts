import { unsupportedModel } from '@csm/base';
import { message } from './message.js';
import type { ModelDraft } from './model-draft.js';
import { modelFields } from './schema.js';

/** The maximum size of a protobuf message, in bytes. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * Encodes a model as the bytes of an ONNX file.
 * @param caller the function that the user called.
 * @throws if the file would be too large for the format, before memory for it is allocated.
 */
export function encodeModel(model: ModelDraft, caller = 'encodeModel'): Uint8Array<ArrayBuffer> {
  const { length, pieces } = message(caller, modelFields(model));
  if (length > MOST_BYTES) {
    throw unsupportedModel(
      `${caller}: expected a model of at most ${MOST_BYTES} bytes, which is the limit of the ONNX format; ` +
        `this one has ${length}; write a part of it, or a model with fewer weights.`,
    );
  }
  const file = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    file.set(piece, at);
    at += piece.length;
  }
  return file;
}
