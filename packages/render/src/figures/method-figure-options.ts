import { checkCount, checkList, checkOptions, invalidArgument } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { PanelHeading } from '../plots/panel-heading.js';
import { MAP_DISPLAY_OPTIONS, type MapDisplayOptions } from './map-display.js';

/** A map of a `methodFigure`. */
export interface MethodMap {
  /** The `description` of an explainer, whose settings are written below its name, or `{ label, detail }`. */
  readonly method: string | PanelHeading;
  readonly map: NdArray;
  /** A map of the same method that is drawn to the right of it, such as that of a random concept vector. */
  readonly control?: NdArray | undefined;
  /** Text under the map, such as its correlation with maps of random concept vectors. */
  readonly caption?: string | undefined;
}

/** Options of `methodFigure`. */
export interface MethodFigureOptions extends MapDisplayOptions {
  readonly title?: string | undefined;
  /** The picture, as for `renderImage`: the first cell. */
  readonly image: NdArray;
  /** Text under the picture. */
  readonly caption?: string | undefined;
  /** What the decoder makes of the picture's latent: the second cell. */
  readonly reconstruction?: NdArray | undefined;
  /** A mask of 0 and 1 of the picture's height and width, whose outline is drawn over the picture. */
  readonly outline?: NdArray | undefined;
  /** What the outline shows, for the legend. Default `mask`. */
  readonly outlineLabel?: string | undefined;
  readonly maps: readonly MethodMap[];
  /** Heading of the controls. Default `control`. */
  readonly controlHeading?: string | PanelHeading | undefined;
  /** Cells per row; an even number if there are controls. Default: at most 5, or 8 with controls. */
  readonly columns?: number | undefined;
  /** Width of a picture in pixels, as for `panel`. */
  readonly cellSize?: number | undefined;
}

/** @throws unless the options are valid, except for the pictures. */
export function checkMethodFigure(options: MethodFigureOptions): void {
  const caller = 'methodFigure';
  checkOptions(caller, options, {
    ...{ title: true, image: true, caption: true, outline: true, outlineLabel: true },
    ...{ maps: true, controlHeading: true, reconstruction: true, columns: true, cellSize: true },
    ...MAP_DISPLAY_OPTIONS,
  });
  checkList(caller, 'maps', options.maps);
  if (options.maps.length === 0)
    throw invalidArgument(`${caller}: maps must have at least one map; got none.`);
  for (const [i, map] of options.maps.entries()) {
    checkOptions(`${caller}: maps[${i}]`, map, { method: true, map: true, control: true, caption: true });
  }
  const { columns = 2 } = options;
  checkCount(caller, 'columns', columns);
  if (hasControls(options) && columns % 2 !== 0) {
    throw invalidArgument(
      `${caller}: columns must be even, because each map has its control next to it; got ${columns}.`,
    );
  }
}

export const hasControls = ({ maps }: MethodFigureOptions): boolean =>
  maps.some(({ control }) => control !== undefined);
