import { checkPath, invalidArgument, typeName } from '@csm/base';
import { writeAtomically } from '@csm/base/node';

/**
 * Saves an ONNX file, such as the result of `exportEncoder` or `exportExplanation`. After an error or a crash, the file is either the complete
 * old one or the complete new one.
 * @param path where to write it; missing folders are created.
 * @param bytes the content of the file.
 * @throws if the file cannot be written.
 * @category Save and load
 */
export async function saveOnnx(path: string, bytes: Uint8Array): Promise<void> {
  checkPath('saveOnnx', 'path', path, 'an .onnx file');
  if (!(bytes instanceof Uint8Array)) {
    throw invalidArgument(
      `saveOnnx: expected the bytes of a file, such as await exportEncoder(encoder); got ${typeName(bytes)}.`,
    );
  }
  await writeAtomically(path, bytes);
}
