import type { ImageLayout } from '@csm/base';

/** Options of {@link superpixels}. */
export interface SuperpixelsOptions {
  /** About how many superpixels each image gets. Default 100. */
  readonly count?: number | undefined;
  /**
   * How much distance counts compared with colour: higher values give superpixels that are more like squares, lower ones follow
   * edges more closely. 1 to 40 are sensible. Default 10, as in the paper.
   */
  readonly compactness?: number | undefined;
  /** Order of the axes of images: `encoder.layout`. Default: channels last; shapes that look like channels first are rejected. */
  readonly layout?: ImageLayout | undefined;
}
