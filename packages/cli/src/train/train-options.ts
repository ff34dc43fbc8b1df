import type { DataOptions } from '../inputs/data-options.js';
import { wholeNumber } from '../terminal/values.js';

/** The distributions of the values of vectors. */
export const VECTOR_LIKELIHOODS = [
  'negativeBinomial',
  'zeroInflatedNegativeBinomial',
  'poisson',
  'gaussian',
] as const;

/** Reads `--hvg`: a number of genes, or `all`. */
export const hvgOf = (text: string): number | 'all' => (text === 'all' ? text : wholeNumber('hvg', 10)(text));

/** The options of `csm train`. */
export interface TrainCommandOptions extends DataOptions {
  readonly out: string;
  readonly latent?: number | undefined;
  readonly epochs?: number | undefined;
  readonly batch?: number | undefined;
  readonly learningRate: number;
  readonly klWeight?: number | undefined;
  readonly validation: number;
  readonly patience?: number | undefined;
  readonly seed: number;
  /** Of counts: whether samples are cells, as vectors, or genes, as pictures. */
  readonly samples?: 'cells' | 'genes' | undefined;
  readonly size?: number | undefined;
  readonly channels?: number | undefined;
  readonly filters?: readonly number[] | undefined;
  readonly likelihood?: (typeof VECTOR_LIKELIHOODS)[number] | undefined;
  readonly hidden?: readonly number[] | undefined;
  readonly hvg?: number | 'all' | undefined;
  readonly batchColumn?: string | undefined;
}

/** The options that are about a model of pictures, and those about one of vectors. */
export const PICTURE_OPTIONS = ['size', 'channels', 'filters'] as const;
export const VECTOR_OPTIONS = ['likelihood', 'hidden', 'hvg', 'batchColumn'] as const;
