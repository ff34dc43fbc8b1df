/** Some bytes of a file. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** An ONNX model in memory, with a way to the files in which its exporter stored the weights, if there are any. */
export interface OnnxFile {
  /** The `.onnx` file. */
  readonly bytes: Uint8Array | ArrayBuffer;
  /** For messages. */
  readonly name?: string | undefined;
  /**
   * Reads a part of a file of external data.
   * @param location the file's path relative to the model, as the model states it; it never leads out of the model's folder.
   * @example With files that a user chose:
   * ```ts
   * const external = async (location, { offset, length }) =>
   *   new Uint8Array(await files.find(({ name }) => name === location).slice(offset, offset + length).arrayBuffer());
   * ```
   */
  readonly external?: ((location: string, range: ByteRange) => Promise<Uint8Array>) | undefined;
}

/**
 * Where an ONNX model comes from: its bytes, a URL (external data are fetched from the same folder), or bytes with external data. In
 * Node, `onnxFile(path)` of `@csm/onnx/node` opens a file.
 */
export type OnnxSource = Uint8Array | ArrayBuffer | URL | string | OnnxFile;
