/** Options of `textConcept`. */
export interface TextConceptOptions {
  /** The name of the concept. Default: the first text. */
  readonly name?: string | undefined;
  /**
   * Sentences in which each text is embedded, with `{}` in its place, such as `'a photo of {}'`. Default: the text alone.
   */
  readonly templates?: readonly string[] | undefined;
  /** Texts of what the concept is not, such as `'no hat'`: the vector is then the difference. Default: none. */
  readonly without?: string | readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}
