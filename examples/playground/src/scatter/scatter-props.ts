import type { RgbaImage } from '@csm/render';

/** What {@link Scatter} shows, and what it reports of the pointer and the keyboard. Rows are indices of points. */
export interface ScatterProps {
  /** What is shown, for screen readers, such as `Latents of 400 faces, PCA`. */
  readonly label: string;
  /** x and y of each point, one after another; x to the right, y down, in pixels of the background if there is one. */
  readonly positions: Float32Array;
  /** The names of the points. */
  readonly ids: readonly string[];
  /** Give a new object when colours change; the same object is not drawn again. */
  readonly colours?: PointColours | undefined;
  /** Examples of the concept: triangles are *with* it, squares *without*. */
  readonly marks?: PointMarks | undefined;
  /** A picture under the points. */
  readonly background?: RgbaImage | undefined;
  /** The radius of a point in CSS pixels; depends on the number of points if absent. */
  readonly radius?: number | undefined;
  /** The point with the ring around it: usually the last one that `onPoint` was called with. */
  readonly pointed?: number | undefined;
  /** The pointer or the keyboard's cursor is on another point. */
  readonly onPoint?: ((row: number) => void) | undefined;
  /** A click on a point, or Enter. */
  readonly onPick?: ((row: number) => void) | undefined;
  /** A lasso was closed around these points; the list may be empty. Without this function, no lasso can be drawn. */
  readonly onLasso?: ((rows: Uint32Array) => void) | undefined;
}

/** One value per point. */
export type PointColours = NumberColours | CategoryColours;

export interface NumberColours {
  readonly kind: 'numbers';
  readonly name: string;
  /** NaN where the value is missing: drawn grey. */
  readonly values: Float32Array;
  /** White on a scale from blue to red, as for signed maps; without it the scale is viridis. */
  readonly middle?: number | undefined;
}

export interface CategoryColours {
  readonly kind: 'categories';
  readonly name: string;
  readonly names: readonly string[];
  /** Indices into the names; -1 where the value is missing: drawn grey. */
  readonly values: Int32Array;
}

export interface PointMarks {
  readonly with: readonly number[];
  readonly without: readonly number[];
}
