/** A method's maps of a concept: the file, and the method with its settings. */
export interface FoundMaps {
  readonly concept: string;
  readonly method: string;
  readonly description: string;
  /** The `.npy` file. */
  readonly path: string;
  readonly scores: () => Promise<Float32Array>;
}
