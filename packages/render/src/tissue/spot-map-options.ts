import type { RgbaImage } from '../pictures/rgba-image.js';
import type { SpotCategories } from './spot-categories.js';
import type { SpotValues } from './spot-values.js';

/** Options of {@link spotMap}. */
export interface SpotMapOptions {
  readonly title?: string | undefined;
  /** Centres of the spots in pixels of the full-resolution image (x to the right, y downwards), or in any other unit. */
  readonly spots: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> };
  /** Diameter of a spot, in the same unit. Default: 0.7 times the median distance to the nearest spot. */
  readonly diameter?: number | undefined;
  /** One or more maps, drawn next to each other over the same tissue (small multiples). */
  readonly maps: readonly (SpotValues | SpotCategories)[];
  /**
   * Whether all maps of values of the same kind have the same colour scale, so that their colours can be compared. Default false:
   * each map has its own.
   */
  readonly sharedScale?: boolean | undefined;
  /** Maps per row. Default: at most 4. */
  readonly columns?: number | undefined;
  /**
   * The picture under the spots: pixels, or the bytes of a JPEG or PNG, which are embedded as they are. Default: no picture.
   */
  readonly image?: RgbaImage | Uint8Array | undefined;
  /** Pixels of `image` per unit of x and y, as `readSpotImage` and `TissueImage` give it. Default 1. */
  readonly imageScale?: number | undefined;
  /** Opacity of the picture, in [0, 1]. Default 0.6, so that it is pale compared with the spots. */
  readonly imageOpacity?: number | undefined;
  /**
   * What a map shows: `'tissue'`, the spots and, over a picture, a tenth of their longer side around them, so that the section is
   * not cut at the outermost spots; `'picture'`, the whole picture; or the edges of a box in the unit of x and y, which may leave
   * spots out. Default `'tissue'`. Without a picture, the margin is one diameter.
   */
  readonly frame?:
    | 'tissue'
    | 'picture'
    | readonly [left: number, top: number, right: number, bottom: number]
    | undefined;
  /** Opacity of the spots, in [0, 1]. Default 0.9 over a picture, otherwise 1. */
  readonly opacity?: number | undefined;
  /** Micrometres per unit of x and y. If given, a scale bar is drawn. */
  readonly micrometres?: number | undefined;
  /** Width of a map in pixels, at least 64. Default 240. */
  readonly cellSize?: number | undefined;
}
