import { typeName } from '../checks/type-name.js';
import { invalidArgument } from '../errors.js';
import {
  checkHdf5Signature,
  HDF5_HEAD_BYTES,
  type Hdf5Options,
  type Hdf5Source,
  useHdf5,
} from './hdf5-source.js';

/** A file in memory, or one that the user of a page chose. */
export type FileBytes = Uint8Array | ArrayBuffer | Blob;

/**
 * The bytes of a file, not copied if they are already in memory.
 * @throws unless the file is a Uint8Array, an ArrayBuffer or a Blob (a File is one).
 */
export async function bytesOf(caller: string, file: FileBytes): Promise<Uint8Array> {
  if (file instanceof Uint8Array) return file;
  if (file instanceof ArrayBuffer) return new Uint8Array(file);
  if (file instanceof Blob) return new Uint8Array(await file.arrayBuffer());
  throw invalidArgument(
    `${caller}: expected a File, Blob, ArrayBuffer or Uint8Array; got ${typeName(file)}.`,
  );
}

/**
 * An HDF5 file in memory; works in browsers. h5wasm (libhdf5 as WebAssembly, 4 MB) is loaded on first use.
 * @param bytes not copied: do not change them while the file is in use.
 */
export function hdf5FromBytes(bytes: Uint8Array, name: string, options: Hdf5Options = {}): Hdf5Source {
  return {
    name,
    async use(where, run) {
      checkHdf5Signature(where, bytes.subarray(0, HDF5_HEAD_BYTES), options);
      const { File, ready } = await import('h5wasm');
      const module = await ready;
      // Without this, libhdf5 would print its errors and return an invalid file.
      module.activate_throwing_error_handler();
      const path = `/${crypto.randomUUID()}.h5`;
      // This argument, emscripten's canOwn, is missing from the types: with it, the file system in memory takes the
      // array without a copy.
      const owned = { canOwn: true } as object;
      module.FS.writeFile(path, bytes, owned);
      try {
        return await useHdf5(where, () => new File(path, 'r'), run);
      } finally {
        module.FS.unlink(path);
      }
    },
  };
}
