/** Options of {@link attnLrp}. */
export interface AttnLrpOptions {
  /**
   * `gradient` (default): x ⊙ gradient of the network in which deviations, norms and the quotients f(z) / z of activations are constants, and each
   * product of two activations has half its gradient. It has no ε and costs as much as a gradient. `explicit`: relevance is redistributed at
   * every layer, with the ε of LXT, which has no sign: 1e-6 at linear layers and normalisations, 1e-8 at sums and products. They are equal
   * where no denominator is near 0.
   */
  readonly form?: 'gradient' | 'explicit' | undefined;
  /**
   * For `form: 'explicit'`: how layer and group normalisation pass relevance on. `linear` (default): in proportion, as a linear layer with
   * a constant deviation. `identity`: unchanged, also the share of the mean and β; a small input with a large output then gets
   * too much, so that maps are hundreds of times larger and change with ε.
   */
  readonly normalization?: 'linear' | 'identity' | undefined;
}
