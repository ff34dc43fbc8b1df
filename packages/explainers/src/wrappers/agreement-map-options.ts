/** Options of {@link agreementMap}. */
export interface AgreementMapOptions {
  /**
   * How the magnitudes of the two maps are combined. `product` (default): the map lies where both are large.
   * `geometricMean`: the square root of their product, which ranks features in the same order, but is less concentrated.
   */
  readonly form?: 'product' | 'geometricMean' | undefined;
  /**
   * How channels of pictures of the second map count. `sumOfMagnitudes` (default): each channel is weighted by Σ |b| over
   * the channels of its pixel, so that colours of opposite signs do not cancel. `each`: by its own |b|, for channels that are
   * quantities of their own, such as genes.
   */
  readonly channels?: 'sumOfMagnitudes' | 'each' | undefined;
}
