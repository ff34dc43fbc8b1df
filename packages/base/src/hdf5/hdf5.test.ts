import { getEventListeners } from 'node:events';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hdf5File } from './hdf5-file.js';
import { bytesOf, hdf5FromBytes } from './hdf5-from-bytes.js';
import { hdf5FromPath } from './hdf5-from-path.js';
import { writeHdf5 } from './write-hdf5.js';

let folder: string;
let bytes: Uint8Array;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-base-'));
  const numbers = { path: '/numbers', data: Float32Array.of(1, 2, 3), shape: [3] } as const;
  await writeHdf5('f', join(folder, 'good.h5'), 'w', [{ write: 'dataset', ...numbers }]);
  bytes = new Uint8Array(await readFile(join(folder, 'good.h5')));
});
afterAll(() => rm(folder, { recursive: true }));

const keys = {
  run: async (file: Hdf5File) => {
    const root = await file.at('/');
    return root?.kind === 'group' ? root.keys : undefined;
  },
};

describe('hdf5FromPath and hdf5FromBytes', () => {
  it('open the same file as often as needed', async () => {
    const onDisk = hdf5FromPath(join(folder, 'good.h5'));
    const inMemory = hdf5FromBytes(bytes, 'good.h5');
    for (const source of [onDisk, inMemory, onDisk, inMemory]) {
      expect(await source.use('f', keys.run)).toEqual(['numbers']);
    }
  });

  it('leave nothing on a signal that outlives the read', async () => {
    const { signal } = new AbortController();
    await hdf5FromBytes(bytes, 'good.h5').use('f', keys.run, signal);
    await expect(hdf5FromBytes(bytes, 'good.h5').use('f', () => Promise.reject('no'), signal)).rejects.toBe(
      'no',
    );
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it.each([
    ['', 'expected an HDF5 file; this is an empty file; download or copy the file again.'],
    ['<html>', 'expected an HDF5 file; this is an HTML page; the download failed, download the file again.'],
    ['PK\u0003\u0004', 'expected an HDF5 file; this is a zip archive; unpack model.weights.h5 first.'],
    [
      'abc',
      'expected an HDF5 file; the file begins with the bytes 61 62 63; check that this is the right file.',
    ],
  ])('say what %j is', async (text, message) => {
    const path = join(folder, 'other.h5');
    await writeFile(path, text);
    const options = { zipRemedy: 'unpack model.weights.h5 first' };
    const error = { code: 'ERR_INVALID_FILE', message: `f: other.h5: ${message}` };
    await expect(hdf5FromPath(path, options).use('f: other.h5', keys.run)).rejects.toMatchObject(error);
    const inMemory = hdf5FromBytes(new TextEncoder().encode(text), 'other.h5', options);
    await expect(inMemory.use('f: other.h5', keys.run)).rejects.toMatchObject(error);
  });

  it('say that a file is missing or cut off', async () => {
    await expect(hdf5FromPath(join(folder, 'none.h5')).use('f: none.h5', keys.run)).rejects.toMatchObject({
      code: 'ERR_INVALID_FILE',
      message: 'f: none.h5: the file does not exist; check the path.',
    });
    const path = join(folder, 'cut.h5');
    await writeFile(path, bytes);
    await truncate(path, 600);
    await expect(hdf5FromPath(path).use('f: cut.h5', keys.run)).rejects.toThrow(
      `f: cut.h5: expected an HDF5 file; it is cut off after 600 of ${bytes.length} bytes; download or copy the file again.`,
    );
  });
});

it('bytesOf takes a Blob, an ArrayBuffer or a Uint8Array', async () => {
  for (const file of [bytes, bytes.slice().buffer, new Blob([bytes.slice()])]) {
    expect(await bytesOf('f', file)).toEqual(bytes);
  }
  await expect(bytesOf('f', 'good.h5' as never)).rejects.toThrow(
    'f: expected a File, Blob, ArrayBuffer or Uint8Array; got a string.',
  );
});
