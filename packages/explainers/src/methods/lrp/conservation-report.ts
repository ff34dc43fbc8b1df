/** The relevance of one layer, summed over all inputs. */
export interface LayerConservation {
  /** The name of the node. */
  readonly layer: string;
  /** What it computes: `convolution`, `relu`. */
  readonly operation: string;
  /** The rule that distributes its relevance; `derivative` for the ordinary vector–Jacobian product. */
  readonly rule: string;
  /** Σ of the relevance that arrives at its outputs. */
  readonly arriving: number;
  /** Σ of the relevance that it gives to its inputs, except to constants. */
  readonly leaving: number;
  /** arriving − leaving: the shares of biases, ε and constants. */
  readonly absorbed: number;
  /** Σ|leaving| / Σ|arriving|: how much the magnitudes grow; 0 if nothing arrives. */
  readonly growth: number;
}

/** The result of {@link conservation}. */
export interface Conservation {
  /** The concept's name. */
  readonly name: string;
  /** The method and its settings. */
  readonly explainer: string;
  /** Σ of the scores of all inputs. */
  readonly score: number;
  /** Σ of the relevance of the latent: the score of a concept vector, without a shift. */
  readonly latent: number;
  /** Σ of the maps. */
  readonly inputs: number;
  /** From the latent to the input. `console.table(layers)` prints them. */
  readonly layers: readonly LayerConservation[];
}
