/** Options of {@link layersDecoder} and {@link graphDecoder}. */
export interface DecoderOptions {
  /** Name of the output for the decoded inputs. Default: the model's only output. */
  readonly output?: string | undefined;
}
