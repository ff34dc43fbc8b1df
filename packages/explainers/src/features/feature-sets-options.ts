/** Options of {@link featureSets}. */
export interface FeatureSetsOptions {
  /** What the numbers in no set are: a feature `'each'` (default), or `'one'` feature together, which takes fewer passes. */
  readonly others?: 'each' | 'one' | undefined;
}
