/** A direction made of exchanged labels or numbers. */
export interface ExchangedDirection {
  /** `[latentSize]` */
  readonly vector: Float64Array;
  /**
   * The square of an attribution `vector · perGene[at …]`, studentised, so that it is comparable between exchanges and genes.
   * @param floor the least variance, from `spread`.
   */
  square(attribution: number, perGene: Float64Array, at: number, floor: number): number;
}

/** The directions under the null hypothesis that labels or numbers have nothing to do with the latents. */
export interface Exchanges {
  /** The latents of the examples. */
  readonly rows: readonly ArrayLike<number>[];
  /** What the direction is called. */
  readonly what: string;
  readonly given: ExchangedDirection;
  /** The covariance of what is exchanged, as a lower triangle. */
  readonly spread: Float64Array;
  /** Whether these are all exchanges that the design allows, the given one included. */
  readonly isExact: boolean;
  readonly count: number;
  readonly smallestP: number;
  /** @param visit is called with `isGiven` true if the exchange changes nothing. */
  readonly each: (visit: (direction: ExchangedDirection, isGiven: boolean) => Promise<void>) => Promise<void>;
}
