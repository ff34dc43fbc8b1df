/** The progress of a run. */
export interface Progress {
  /** The number of finished items. */
  readonly done: number;
  readonly total: number;
}
