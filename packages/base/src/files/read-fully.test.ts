import type { FileHandle } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { readFully } from './read-fully.js';

/** A file whose reads give at most three bytes. */
function slowFile(bytes: Uint8Array): Pick<FileHandle, 'read'> {
  const read = async (into: Uint8Array, offset: number, length: number, position: number) => {
    const part = bytes.subarray(position, position + Math.min(3, length));
    into.set(part, offset);
    return { bytesRead: part.length, buffer: into };
  };
  return { read: read as FileHandle['read'] };
}

const file = slowFile(Uint8Array.from({ length: 20 }, (_, i) => i));

it('reads until all bytes are there, in parts', async () => {
  const into = new Uint8Array(10);
  expect(await readFully(file, into, 4)).toBe(10);
  expect([...into]).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
});

it('stops at the end of the file', async () => {
  const into = new Uint8Array(10).fill(255);
  expect(await readFully(file, into, 16)).toBe(4);
  expect([...into]).toEqual([16, 17, 18, 19, 255, 255, 255, 255, 255, 255]);
  expect(await readFully(file, into, 20)).toBe(0);
  expect(await readFully(file, new Uint8Array(0), 0)).toBe(0);
});
