import type { File as Hdf5File, h5wasm } from 'h5wasm';
import { typeName } from '../checks/checks.js';

/** The namespace of h5wasm, as its browser and its Node build give it. */
type Hdf5Library = typeof h5wasm;

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** An HDF5 file in memory, or one that was chosen in a browser. */
export type Hdf5Bytes = Blob | ArrayBuffer | Uint8Array;

/**
 * Opens an HDF5 file that is in memory or was chosen in a browser, by h5wasm (the HDF5 library compiled to WebAssembly,
 * loaded on first use), gives it to `use` and closes it. From a path: `readHdf5FromDisk` of `@csm/models/node`.
 *
 * @returns what `use` returns; the file itself is closed by then.
 * @throws TypeError for what is no file; Error for one that is not HDF5 or is cut off.
 */
export function readHdf5<T>(file: Hdf5Bytes, use: (file: Hdf5File) => T | Promise<T>): Promise<T> {
  return useBytes('readHdf5', file, use);
}

/** {@link readHdf5} for a caller that messages name. */
export async function useBytes<T>(
  caller: string,
  file: Hdf5Bytes,
  use: (file: Hdf5File) => T | Promise<T>,
): Promise<T> {
  if (!(file instanceof Blob || file instanceof ArrayBuffer || file instanceof Uint8Array)) {
    throw new TypeError(
      `${caller}: file must be a File, Blob, ArrayBuffer or Uint8Array; got ${typeName(file)}. For a path there is a ` +
        'function in @csm/models/node.',
    );
  }
  const bytes = file instanceof Uint8Array ? file : new Uint8Array(await bufferOf(file));
  const name = 'name' in file && typeof file.name === 'string' ? file.name : 'the file';
  checkSignature(caller, name, bytes.subarray(0, SIGNATURE_BYTES));
  const library = (await import('h5wasm')).default;
  const { FS } = await library.ready;
  const path = `/${crypto.randomUUID()}.h5`;
  FS.writeFile(path, bytes);
  try {
    return await useFile(caller, library, path, name, use);
  } finally {
    FS.unlink(path);
  }
}

/** Bytes at the beginning of a file that {@link checkSignature} wants to see. */
export const SIGNATURE_BYTES = 512;

/** Throws where a file cannot be HDF5, and says what it looks like. */
export function checkSignature(caller: string, name: string, first: Uint8Array): void {
  if (SIGNATURE.every((byte, i) => first[i] === byte)) return;
  throw new Error(`${caller}: ${name} is not an HDF5 file${likeness(first)}.`);
}

/** Opens, uses and closes a file that the library can see at `path`. `name` is what messages call it. */
export async function useFile<T>(
  caller: string,
  library: Hdf5Library,
  path: string,
  name: string,
  use: (file: Hdf5File) => T | Promise<T>,
): Promise<T> {
  const module = await library.ready;
  let file: Hdf5File;
  // Without it a failure is a page on stderr and a file that is none.
  module.activate_throwing_error_handler();
  try {
    file = new library.File(path, 'r');
  } catch (cause) {
    const text = String(cause);
    const truncated = /truncated file: eof = (\d+).*stored_eof = (\d+)/.exec(text);
    const why = truncated
      ? `it is cut off: ${truncated[1]} bytes of ${truncated[2]}. Copy or download it again`
      : 'it is damaged; copy or download it again';
    throw new Error(`${caller}: ${name} cannot be opened as HDF5: ${why}.`, { cause });
  } finally {
    module.deactivate_throwing_error_handler();
  }
  try {
    return await use(file);
  } finally {
    file.close();
  }
}

function likeness(first: Uint8Array): string {
  const text = new TextDecoder('latin1').decode(first).trimStart().toLowerCase();
  if (first.length === 0) return '; it is empty';
  if (text.startsWith('<!doctype') || text.startsWith('<html')) {
    return ' but an HTML page; the download failed, fetch it again';
  }
  if (text.startsWith('version https://git-lfs')) return ' but a Git LFS pointer; fetch it with git lfs pull';
  if (text.startsWith('pk\u0003\u0004')) {
    return ' but a zip archive; of a .keras file, unpack model.weights.h5 and give that';
  }
  return '';
}

function bufferOf(file: Blob | ArrayBuffer): Promise<ArrayBuffer> | ArrayBuffer {
  return file instanceof Blob ? file.arrayBuffer() : file;
}
