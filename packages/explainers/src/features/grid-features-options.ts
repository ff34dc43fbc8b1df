import type { ImageLayout } from '@csm/base';

/** Options of {@link gridFeatures}: the size of the patches, or their number. */
export interface GridFeaturesOptions {
  /**
   * Size of a patch: one number for all axes, or one per axis without the channels, such as `[height, width]`. The last patches of
   * an axis are cut off at the edge.
   */
  readonly size?: number | readonly number[] | undefined;
  /** For pictures, with `columns`: the number of patches along the height; their sizes differ by at most one pixel. */
  readonly rows?: number | undefined;
  /** For pictures, with `rows`: the number of patches along the width. */
  readonly columns?: number | undefined;
  /** Order of the axes of pictures: `encoder.layout`. Default: channels last; shapes that look like channels first are rejected. */
  readonly layout?: ImageLayout | undefined;
}
