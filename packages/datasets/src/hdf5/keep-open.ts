import type { Hdf5File, Hdf5Source } from '@csm/base/hdf5';

/** An HDF5 file that stays open. */
export interface OpenHdf5 {
  readonly file: Hdf5File;
  /** Closes the file. With an error, its worker is ended too, as after an error in `Hdf5Source.use`. */
  close(error?: unknown): Promise<void>;
}

/**
 * Opens a file until it is closed.
 * @param where the beginning of every message: function and file.
 * @param signal ends the worker, so that later reads fail.
 */
export function keepOpen(where: string, source: Hdf5Source, signal?: AbortSignal): Promise<OpenHdf5> {
  return new Promise((resolve, reject) => {
    const run = (file: Hdf5File) =>
      new Promise<void>((finish, fail) => {
        const close = async (error?: unknown) => {
          if (error === undefined) finish();
          else fail(error);
          // The caller has the error already, or the abort.
          await used.catch(() => {});
        };
        resolve({ file, close });
      });
    const used = source.use(where, run, signal);
    used.catch(reject);
  });
}
