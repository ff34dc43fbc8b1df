import { invalidFile } from '@csm/base';
import { plainBytes } from './byte-source.js';
import type { FileStore } from './file-store.js';

/**
 * All bytes of a file in a store, decompressed if they are gzipped.
 * @param most the number of bytes, after decompression, that the file may have.
 * @throws as {@link plainBytes}, if the file cannot be read, and if it has more bytes.
 */
export async function readPlain(
  store: FileStore,
  path: string,
  { where, most }: { readonly where: string; readonly most: number },
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let total = 0;
  for await (const piece of plainBytes(store.stream(path), { where })) {
    total += piece.length;
    if (total > most) {
      throw invalidFile(
        `${where}: expected at most ${most / 2 ** 20} MiB; the file has more; check whether it is the right file.`,
      );
    }
    pieces.push(piece);
  }
  const bytes = new Uint8Array(total);
  let end = 0;
  for (const piece of pieces) {
    bytes.set(piece, end);
    end += piece.length;
  }
  return bytes;
}
