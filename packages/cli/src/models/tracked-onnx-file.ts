import type { OnnxFile } from '@csm/onnx/node';
import { onnxFile } from '@csm/onnx/node';

/** An ONNX file that records which files with external data are read. */
export interface TrackedOnnxFile {
  readonly file: OnnxFile;
  /** The names that were asked for so far, relative to the folder of the file. */
  readonly external: ReadonlySet<string>;
}

/** Opens an ONNX file, and records the files with external data that its reader asks for. */
export async function trackedOnnxFile(path: string, signal: AbortSignal): Promise<TrackedOnnxFile> {
  const file = await onnxFile(path, { signal });
  const names = new Set<string>();
  const { external } = file;
  const read: typeof external =
    external &&
    (async (location, range) => {
      names.add(location);
      return external(location, range);
    });
  return { file: { ...file, external: read }, external: names };
}
