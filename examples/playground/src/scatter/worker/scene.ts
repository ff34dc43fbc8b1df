import type { RgbaImage } from '@csm/render';
import type { PointColours, PointMarks } from '../scatter-props.js';
import type { Size } from '../view.js';

/** Everything that a plot draws. */
export interface Scene {
  readonly positions: Float32Array;
  readonly colours?: PointColours | undefined;
  readonly marks?: PointMarks | undefined;
  readonly background?: RgbaImage | undefined;
  readonly radius?: number | undefined;
  readonly size: Size;
  /** Pixels per CSS pixel. */
  readonly pixelRatio: number;
  readonly theme: Theme;
}

/** CSS colours of the page. */
export interface Theme {
  readonly point: string;
  readonly outline: string;
  readonly missing: string;
  readonly with: string;
  readonly without: string;
}

/** The scale of colours, for a legend. */
export type Legend =
  | {
      readonly kind: 'numbers';
      readonly name: string;
      readonly min: number;
      readonly max: number;
      readonly stops: readonly string[];
    }
  | {
      readonly kind: 'categories';
      readonly name: string;
      readonly entries: readonly { readonly name: string; readonly colour: string; readonly shape: Shape }[];
    };

export const shapes = ['disc', 'diamond', 'cross', 'triangle', 'square'] as const;
export type Shape = (typeof shapes)[number];

/** A point on the plot, in CSS pixels. */
export interface Place {
  readonly row: number;
  readonly x: number;
  readonly y: number;
}
