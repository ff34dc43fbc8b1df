/** Options of {@link neighbourhoodFeatures}. */
export interface NeighbourhoodFeaturesOptions {
  /** Side of a cell, in the unit of the positions. */
  readonly size: number;
}
