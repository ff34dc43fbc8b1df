/** Options of {@link layersDecoder} and {@link graphDecoder}. */
export interface DecoderOptions {
  /** Name of the output that holds the decoded inputs. Default: the model's only output. */
  readonly output?: string | undefined;
}
