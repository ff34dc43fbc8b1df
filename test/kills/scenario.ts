/** Something that writes files and may be killed. */
export interface Scenario {
  /** Imports and makes what is written, which is not part of the time in which the process is killed. */
  prepare(): Promise<(folder: string) => Promise<void>>;
  /** Writes the older result, which is replaced; absent if the folder is empty at first. */
  writeOlder?(folder: string): Promise<void>;
  /** Files that differ between two runs, because they contain times. Default: none. */
  varies?(path: string): boolean;
  /** The text of a file without the times in it. Default: as it is. */
  withoutTimes?(path: string, text: string): string;
  /**
   * Reads the result as a user does.
   * @returns plain data; undefined if there is no result yet.
   * @throws if the result is damaged.
   */
  read(folder: string): Promise<unknown>;
}
