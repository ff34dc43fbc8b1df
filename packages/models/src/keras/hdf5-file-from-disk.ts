import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { File as Hdf5File } from 'h5wasm';
import { typeName } from '../checks/checks.js';
import { checkSignature, SIGNATURE_BYTES, useFile } from './hdf5-file.js';

/**
 * As `readHdf5`, from a path: h5wasm reads what is asked for from the disk, so that a file may be larger than memory.
 *
 * @throws TypeError for what is no path; Error for a file that is absent, is not HDF5 or is cut off.
 */
export function readHdf5FromDisk<T>(path: string, use: (file: Hdf5File) => T | Promise<T>): Promise<T> {
  return usePath('readHdf5FromDisk', path, use);
}

/** {@link readHdf5FromDisk} for a caller that messages name. */
export async function usePath<T>(
  caller: string,
  path: string,
  use: (file: Hdf5File) => T | Promise<T>,
): Promise<T> {
  if (typeof path !== 'string' || path === '') {
    throw new TypeError(`${caller}: file must be the path of an HDF5 file; got ${typeName(path)}.`);
  }
  checkSignature(caller, path, await firstBytes(caller, path));
  const library = (await import('h5wasm/node')).default;
  return useFile(caller, library, resolve(path), path, use);
}

async function firstBytes(caller: string, path: string): Promise<Uint8Array> {
  try {
    const handle = await open(path);
    try {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(SIGNATURE_BYTES), 0, SIGNATURE_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new Error(`${caller}: ${path} ${what}.`, { cause });
  }
}
