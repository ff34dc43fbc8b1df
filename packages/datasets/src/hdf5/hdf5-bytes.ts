import { type Hdf5Source, refuseOtherFormats, useHdf5 } from './hdf5-file.js';

/**
 * HDF5 that is in memory, for browsers. h5wasm (4 MB with libhdf5 in it) is loaded when it is first used and not
 * before. The bytes are not copied; the caller leaves them alone meanwhile.
 */
export function hdf5FromBytes(bytes: Uint8Array, name: string): Hdf5Source {
  return {
    name,
    use: async (where, run) => {
      refuseOtherFormats(where, bytes.subarray(0, 512));
      const { File, ready } = await import('h5wasm');
      const module = await ready;
      // Errors of libhdf5 are thrown, not printed.
      module.activate_throwing_error_handler();
      const path = `/${crypto.randomUUID()}.h5`;
      // canOwn: emscripten's file system in memory takes the array as it is. The types do not know of it.
      const options = { canOwn: true } as object;
      module.FS.writeFile(path, bytes, options);
      try {
        return await useHdf5(where, () => new File(path, 'r'), run);
      } finally {
        module.FS.unlink(path);
      }
    },
  };
}
