import { open } from 'node:fs/promises';
import { invalidFile } from '@csm/base';
import type { GetOptions } from '../object-store.js';

/** As much as one call reads: Node reads at most 2 GiB at once, and an abort is noticed between two calls. */
const MOST_BYTES = 64 * 2 ** 20;

/** The bytes of a file, or a part of them. @throws as `node:fs`. */
export async function readFile(path: string, { range, signal }: GetOptions): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const { offset, length } = range ?? { offset: 0, length: size };
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    let done = 0;
    while (done < bytes.length) {
      signal?.throwIfAborted();
      const most = Math.min(MOST_BYTES, bytes.length - done);
      const { bytesRead } = await handle.read(bytes, done, most, offset + done);
      if (bytesRead === 0) {
        throw invalidFile(
          `localStore: ${path} became shorter while it was read; do not change the files of a store.`,
        );
      }
      done += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}
