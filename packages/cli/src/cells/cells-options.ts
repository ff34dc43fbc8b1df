import type { DataOptions } from '../inputs/data-options.js';
import type { EngineName } from '../models/model-options.js';
import type { VECTOR_LIKELIHOODS } from '../train/train-options.js';

/** The distributions of counts that a trained model can have. */
export type LikelihoodName = (typeof VECTOR_LIKELIHOODS)[number];

/** The options of data that `csm cells` has, too. */
type SharedOptions = Pick<DataOptions, 'layer' | 'sample' | 'bin' | 'raw' | 'genome' | 'features' | 'counts'>;

/** The options of `csm cells`, as commander returns them. */
export interface CellsOptions extends SharedOptions {
  readonly out: string;
  readonly labels?: string | undefined;
  readonly protein?: readonly string[] | undefined;
  readonly geneSets?: string | undefined;
  readonly along?: string | undefined;
  readonly value?: readonly string[] | undefined;
  readonly reference?: string | undefined;
  readonly donor?: string | undefined;
  readonly batch?: string | undefined;
  readonly proteins?: string | undefined;
  readonly spatial?: string | undefined;
  readonly encoder?: string | undefined;
  readonly secondEncoder?: string | undefined;
  readonly missingGenes?: 'error' | 'zero' | undefined;
  readonly given?: readonly string[] | undefined;
  readonly latentOutput?: string | undefined;
  /** The tensor where the encoder starts. */
  readonly input?: string | undefined;
  readonly engine: EngineName;
  readonly likelihood?: LikelihoodName | undefined;
  readonly hvg?: number | 'all' | undefined;
  readonly latent?: number | undefined;
  readonly epochs?: number | undefined;
  readonly seed?: readonly number[] | undefined;
  readonly method?: string | undefined;
  readonly steps?: number | undefined;
  readonly explained?: number | undefined;
  readonly permutations?: number | undefined;
  readonly enrich?: string | undefined;
  readonly minCells?: number | undefined;
}
