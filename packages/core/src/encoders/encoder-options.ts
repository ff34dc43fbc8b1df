import type { ImageLayout } from '@csm/base';
import type { NdArray } from 'ndarray';
import { POSTERIOR_OUTPUT_NAMES, type PosteriorOutputs } from './posterior/posterior-outputs.js';

/**
 * How places of a spatial latent become `[batch, n]`. An object with axes says which axes are the places, counted without the batch:
 * `{ mean: [0] }` is the mean over the tokens of `[batch, tokens, channels]`.
 */
export type SpatialLatent =
  | 'flatten'
  | 'mean'
  | 'max'
  | { readonly mean: readonly number[] }
  | { readonly max: readonly number[] };

/** How inputs are normalised before the model: (x − mean) / std. */
export interface Normalisation {
  /** A number, a list with one number per channel, or an ndarray of the input's shape. */
  readonly mean: number | readonly number[] | NdArray;
  /** As `mean`; positive. */
  readonly std: number | readonly number[] | NdArray;
  /** Name of the normalised input, if the encoder has several. */
  readonly input?: string | undefined;
}

/** Options of {@link layersEncoder}, {@link graphEncoder} and the encoders of other model formats. */
export interface EncoderOptions extends PosteriorOutputs {
  /**
   * How a spatial latent `[batch, ...places, channels]` (or channels first) becomes `[batch, n]`:
   * - `'flatten'`: all numbers in the order of the latent's axes. Also applies to the output that gives σ.
   * - `'mean'`, `'max'`: over the places, so that n is the number of channels. The layout of the latent, or else of the images, decides which axes are places.
   *   σ of a mean or maximum is unknown, so the encoder has no `sampled`.
   *
   * `columns` of a spatial output are channels. Required for latents that are not `[batch, n]`; not allowed for others.
   */
  readonly latent?: SpatialLatent | undefined;
  /**
   * Where the encoder starts: the name of a layer or tensor, such as an Embedding's output, whose values become the encoder's input.
   * Several names: their values are packed into one input, see `packInputs`. Default: the inputs of the model.
   */
  readonly input?: string | readonly string[] | undefined;
  /**
   * Shape of the input without the batch axis, if the model leaves it open. For several inputs, an object with the shapes by the
   * inputs' names.
   */
  readonly inputShape?: readonly number[] | Readonly<Record<string, readonly number[]>> | undefined;
  /**
   * Values of inputs that are not explained, such as a condition or a time step, by the inputs' names: a number or an ndarray
   * `[...shape]` for all samples, or `[n, ...shape]` for n samples. An encoder with values per sample is for these n samples in their order.
   */
  readonly given?: Readonly<Record<string, number | NdArray>> | undefined;
  /** Normalisation that the model expects and does not contain. Inputs and maps are then those before the normalisation. */
  readonly normalise?: Normalisation | undefined;
  /**
   * Order of the axes of images. Default: derived from the model, such as from the data format of its convolutions; otherwise
   * unknown.
   */
  readonly layout?: ImageLayout | undefined;
}

/**
 * For `checkOptions`: the names of {@link EncoderOptions}.
 *
 * @category Write an encoder
 */
export const ENCODER_OPTION_NAMES = {
  ...POSTERIOR_OUTPUT_NAMES,
  latent: { mean: true, max: true },
  input: true,
  inputShape: true,
  given: true,
  normalise: { mean: true, std: true, input: true },
  layout: true,
} as const;
