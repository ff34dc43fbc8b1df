import { open, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { checkOptions, checkPath, checkSignal, invalidFile, unreadableFile } from '@csm/base';
import { readFully } from '@csm/base/node';
import type { ByteRange, OnnxFile } from '../model/onnx-source.js';

/** Options of {@link onnxFile}. */
export interface OnnxFileOptions {
  /** Stops the reading of the file: after an abort, the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens an ONNX file on disk. Weights in other files (external data) are read from the model's folder or below, only the parts that the
 * model names.
 * @param path the `.onnx` file.
 * @throws if the file cannot be read.
 * @example
 * ```ts
 * const encoder = await onnxEncoder(await onnxFile('encoder.onnx'));
 * ```
 * @category Save and load
 */
export async function onnxFile(path: string, options: OnnxFileOptions = {}): Promise<OnnxFile> {
  checkOptions<OnnxFileOptions>('onnxFile', options, { signal: true });
  checkPath('onnxFile', 'path', path, 'an .onnx file');
  const { signal } = options;
  checkSignal('onnxFile', signal);
  signal?.throwIfAborted();
  const bytes = await readFile(path, { signal }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw unreadableFile(`onnxFile: ${path}`, cause);
  });
  return {
    name: basename(path),
    bytes,
    external: (location, range) => readRange(path, location, range),
  };
}

/** @throws if the file is not in the folder, also if a symbolic link leads out of it. */
async function readRange(model: string, location: string, range: ByteRange): Promise<Uint8Array> {
  const folder = dirname(model);
  const path = join(folder, location);
  const what = `external data file ${JSON.stringify(location)}`;
  const where = `onnxFile: ${model}`;
  const unreadable = (cause: unknown) => {
    throw unreadableFile(where, cause, what);
  };
  const [real, root] = await Promise.all([realpath(path), realpath(folder)]).catch(unreadable);
  if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) {
    throw invalidFile(
      `${where}: expected the ${what} in the model's folder; a link leads out of it; put the file next to the model.`,
    );
  }
  const { size } = await stat(real).catch(unreadable);
  if (range.offset + range.length > size) {
    throw invalidFile(
      `${where}: expected ${range.length} bytes at ${range.offset} of the ${what}; it has ${size} bytes; it is of another model, or truncated.`,
    );
  }
  const file = await open(real).catch(unreadable);
  try {
    return await filled(file, range);
  } catch (cause) {
    return unreadable(cause);
  } finally {
    await file.close();
  }
}

async function filled(
  file: Awaited<ReturnType<typeof open>>,
  { offset, length }: ByteRange,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  return bytes.subarray(0, await readFully(file, bytes, offset));
}
