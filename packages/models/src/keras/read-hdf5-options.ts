/** Options of `readHdf5` and `readHdf5FromDisk`. */
export interface ReadHdf5Options {
  /** Stops reading at once, even within a call of the HDF5 library; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The options, for `checkOptions`. */
export const READ_HDF5_OPTIONS = { signal: true } as const;
