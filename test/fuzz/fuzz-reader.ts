/** Files of one kind and the public functions that read them. */
export interface FuzzReader {
  /** Writes good files into an empty folder. @returns the paths in it of the files to damage. */
  write(folder: string): Promise<readonly string[]>;
  /** Whether `read` also writes into the folder. Default false. */
  readonly writes?: boolean;
  /**
   * Reads the files of the folder, or, if they do not depend on each other, only the damaged one.
   * @param file the path of the damaged file; undefined if all files are good.
   * @returns plain data, which are compared with later reads of good files.
   */
  read(folder: string, file?: string): Promise<unknown>;
}
