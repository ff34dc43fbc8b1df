import type { FileHandle } from 'node:fs/promises';

/** The system reads at most 2 GiB at once. */
const MAX_READ = 2 ** 30;

/**
 * Fills `into` from the bytes of a file that begin at `position`. One call of `file.read` may give fewer bytes than are there, on network
 * file systems for example.
 * @returns the number of bytes that were read; fewer than asked for only if the file ends.
 */
export async function readFully(
  file: Pick<FileHandle, 'read'>,
  into: Uint8Array,
  position: number,
): Promise<number> {
  let done = 0;
  while (done < into.length) {
    const length = Math.min(into.length - done, MAX_READ);
    const { bytesRead } = await file.read(into, done, length, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}
