import type { ChannelOptions } from '@csm/base';
import type { NdArray } from 'ndarray';

/** Options of {@link localisation}, {@link relevanceMass} and {@link relevanceRank}. */
export interface LocalisationOptions extends ChannelOptions {
  /**
   * The part of a map that counts, after channels are summed. `absolute` (default): the magnitude, for or against the
   * concept. `positive`: only positive values, which are evidence for the concept.
   */
  readonly sign?: 'absolute' | 'positive' | undefined;
  /**
   * The pixels to consider (1, others 0), in the masks' shape: for example the labelled spots of a tissue. Default:
   * all.
   */
  readonly within?: NdArray | undefined;
}
