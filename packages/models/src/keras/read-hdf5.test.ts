import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hdf5File } from '@csm/base/hdf5';
import { File, ready } from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHdf5 } from './read-hdf5.js';
import { readHdf5FromDisk } from './read-hdf5-from-disk.js';

const keysOf = async (file: Hdf5File) => {
  const root = await file.at('/');
  return root?.kind === 'group' ? root.keys : undefined;
};

describe('an HDF5 file', () => {
  let folder: string;
  let path: string;

  beforeAll(async () => {
    await ready;
    folder = await mkdtemp(join(tmpdir(), 'csm-hdf5-'));
    path = join(folder, 'numbers.h5');
    const file = new File(path, 'w');
    file.create_dataset({ name: 'numbers', data: Float32Array.of(1, 2, 3) });
    file.close();
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is read from bytes and from disk', async () => {
    const { readFile } = await import('node:fs/promises');
    const fromBytes = await readHdf5(await readFile(path), keysOf);
    const fromDisk = await readHdf5FromDisk(path, keysOf);
    expect([fromBytes, fromDisk]).toEqual([['numbers'], ['numbers']]);
  });

  it('is refused with its name if it is not HDF5, and as an argument if it is not bytes or a path', async () => {
    const page = join(folder, 'page.h5');
    await writeFile(page, '<!DOCTYPE html>');
    await expect(readHdf5FromDisk(page, () => 0)).rejects.toMatchObject({
      code: 'ERR_INVALID_FILE',
      message: expect.stringContaining(`readHdf5FromDisk: ${page}`),
    });
    await expect(readHdf5('numbers.h5' as never, () => 0)).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
    });
    await expect(readHdf5FromDisk('', () => 0)).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
  });
});
