import { plainBytes } from './byte-source.js';
import type { FileStore } from './file-store.js';

/**
 * All bytes of a file in a store, decompressed if they are gzipped.
 * @throws as {@link plainBytes}, and if the file cannot be read.
 */
export async function readPlain(store: FileStore, path: string, where: string): Promise<Uint8Array> {
  async function* stored() {
    yield await store.read(path);
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of plainBytes(stored(), { where })) pieces.push(piece);
  const bytes = new Uint8Array(pieces.reduce((total, { length }) => total + length, 0));
  let end = 0;
  for (const piece of pieces) {
    bytes.set(piece, end);
    end += piece.length;
  }
  return bytes;
}
