/** The encoder's input. */
export interface Input {
  readonly kind: 'input';
  /** The model's inputs, if it has several that are packed into one. */
  readonly parts?: readonly InputPart[];
}

/** One of a model's several inputs, and where its features lie in the encoder's one input. */
export interface InputPart {
  readonly name: string;
  /** Without the batch axis. */
  readonly shape: readonly number[];
  /** Index of its first feature. */
  readonly start: number;
}
