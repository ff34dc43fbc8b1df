/** The progress of the download of one file, in bytes. */
export interface DownloadProgress {
  /** The file: the model, or one of its files of external data. */
  readonly url: string;
  readonly done: number;
  /** The file's length; absent if the server does not state it, or states only that of the compressed file. */
  readonly total?: number;
}

/** Options of functions that read a model. */
export interface OnnxReadingOptions {
  /** Stops the download and the reading: after an abort, the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** For a URL: called when the server answers, and for each part of a file that arrives. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/** For `checkOptions`: the names of {@link OnnxReadingOptions}. */
export const READING_OPTION_NAMES = { signal: true, onProgress: true } as const;
