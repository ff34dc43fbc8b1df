/** How far a run is. */
export interface Progress {
  /** How many of the items are finished. */
  readonly done: number;
  readonly total: number;
}
