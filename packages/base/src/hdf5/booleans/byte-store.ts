/** A finished file, on disk or in memory, of which some bytes are changed in place. */
export interface ByteStore {
  readonly size: number;
  /** The bytes from `at` on; fewer at the end of the file. */
  read(at: number, length: number): Promise<Uint8Array>;
  write(at: number, bytes: Uint8Array): Promise<void>;
}

/** The bytes themselves are changed. */
export const memoryStore = (bytes: Uint8Array): ByteStore => ({
  size: bytes.length,
  read: async (at, length) => bytes.slice(at, at + length),
  write: async (at, changed) => bytes.set(changed, at),
});
