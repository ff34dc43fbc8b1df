import type { Neighbours } from './morans-i.js';

/** Options of {@link layerEvidence}. */
export interface LayerEvidenceOptions {
  /**
   * For each random concept vector, the maps of the same examples: what the maps find without the concept. Default:
   * no comparison.
   */
  readonly randomMaps?: readonly (readonly ArrayLike<number>[])[] | undefined;
  /** The neighbours of each spot, such as `gridNeighbours` of `@csm/datasets` finds, for Moran's I. Default: not computed. */
  readonly neighbours?: Neighbours | undefined;
}

/** How well maps find the spots of a layer. An AUC of 1 ranks all spots of the layer first, .5 is chance. */
export interface LayerEvidence {
  /** AUC of each map. */
  readonly perMap: Float64Array;
  /** One map at a time: the mean of `perMap`. */
  readonly oneMap: number;
  /** AUC of the mean of all maps. */
  readonly meanMap: number;
  /** One map at a time, for random concept vectors: the mean over maps and vectors. NaN without `randomMaps`. */
  readonly randomMap: number;
  /** Mean of Moran's I over the maps that are not constant. NaN without `neighbours`. */
  readonly moransI: number;
}
