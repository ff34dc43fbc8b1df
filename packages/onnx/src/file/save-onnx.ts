import { checkPath, invalidArgument, typeName } from '@csm/base';
import { writeAtomically } from '@csm/base/node';

/**
 * Writes an ONNX file, such as one of `exportEncoder` or `exportExplanation`. Missing folders are created. After an error or a crash, the file is
 * the old or the new one, whole.
 * @param path where to write it.
 * @param bytes the content of the file.
 * @throws if the file cannot be written.
 */
export async function saveOnnx(path: string, bytes: Uint8Array): Promise<void> {
  checkPath('saveOnnx', 'path', path, 'an .onnx file');
  if (!(bytes instanceof Uint8Array)) {
    throw invalidArgument(
      `saveOnnx: expected the bytes of a file, as of await exportEncoder(encoder); got ${typeName(bytes)}.`,
    );
  }
  await writeAtomically(path, bytes);
}
