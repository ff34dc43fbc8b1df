import { checkFunction, invalidArgument, typeName } from '@csm/base';
import type { OnnxFile, OnnxSource } from '../onnx-source.js';
import type { OnnxReadingOptions } from '../reading-options.js';
import { fetchedFile } from './fetched-file.js';

/** A model's file with its bytes in memory. */
export interface OpenedFile extends OnnxFile {
  readonly bytes: Uint8Array;
}

/** Fetches what is not in memory yet. @throws if the source is not of an accepted kind. */
export async function openedSource(
  caller: string,
  source: OnnxSource,
  options: OnnxReadingOptions,
): Promise<OpenedFile> {
  const bytes = bytesOf(source);
  if (bytes) return { bytes };
  if (typeof source === 'string' || source instanceof URL) {
    return withBytes(caller, await fetchedFile(caller, source, options));
  }
  return withBytes(caller, source as OnnxFile);
}

function withBytes(caller: string, file: OnnxFile): OpenedFile {
  const bytes = bytesOf(file?.bytes);
  if (!bytes) {
    throw invalidArgument(
      `${caller}: model must be a Uint8Array, an ArrayBuffer, a URL or an OnnxFile such as await onnxFile(path); got ${typeName(file)}.`,
    );
  }
  if (file.external !== undefined) checkFunction(caller, 'model.external', file.external);
  return { ...file, bytes };
}

/** A plain view, because a Buffer of Node has a subarray of its own. */
function bytesOf(source: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(source)) {
    return source instanceof Uint8Array
      ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
      : undefined;
  }
  const isBuffer =
    source instanceof ArrayBuffer || Object.prototype.toString.call(source) === '[object ArrayBuffer]';
  return isBuffer ? new Uint8Array(source as ArrayBuffer) : undefined;
}
