/** The encoder's input. */
export interface Input {
  readonly kind: 'input';
  /** The model's inputs, if there are several and they are packed into one. */
  readonly parts?: readonly InputPart[];
  /** The type of a model's input that is not float32. Such an input cannot be explained; its values must be given. */
  readonly type?: 'int32' | 'bool';
}

/** One of a model's several inputs, and the position of its features in the encoder's single input. */
export interface InputPart {
  readonly name: string;
  /** Without the batch axis. */
  readonly shape: readonly number[];
  /** Index of its first feature. */
  readonly start: number;
}
