import type { GeneRasters, SpatialCounts } from '@csm/datasets';
import type { EpochResult } from '@csm/models';
import type { NdArray } from 'ndarray';
import type { ConceptResult, Figure } from '../analysis.js';
import type { DrawOnTissue } from './tissue-maps.js';

/** What the figures show. */
export interface FigureInput {
  /** Name of the replicate, for headings. */
  readonly replicate: string;
  readonly counts: SpatialCounts;
  readonly rasters: GeneRasters;
  readonly concepts: readonly ConceptResult[];
  /** Input and reconstruction of genes, each `[height, width, 1]`. */
  readonly reconstructions: readonly {
    readonly gene: string;
    readonly input: NdArray;
    readonly output: NdArray;
  }[];
  readonly history: readonly EpochResult[];
  readonly drawOnTissue: DrawOnTissue;
}

/** A figure that is not yet written. */
export interface DrawnFigure extends Figure {
  readonly svg: string;
}
