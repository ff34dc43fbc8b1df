/**
 * Turns a text into the token ids that a text encoder was trained on. `readTokenizer` makes one of a `tokenizer.json`; a plain object with
 * your own `encode` does, too.
 */
export interface TextTokenizer {
  /** The ids of a text, with the tokens that mark its start and end, without padding. */
  encode(text: string): readonly number[];
  /** The id that fills the rest of the context. Absent: pass `padId` to `openTextEncoder`. */
  readonly padId?: number | undefined;
  /** The number of tokens for which the encoder was trained. Absent: the model states it, or pass `contextLength`. */
  readonly contextLength?: number | undefined;
}
