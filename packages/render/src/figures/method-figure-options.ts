import { checkCount, checkList, checkOptions, invalidArgument } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { PanelHeading } from '../plots/panel-heading.js';
import { MAP_DISPLAY_OPTIONS, type MapDisplayOptions } from './map-display.js';

/** A map of a `methodFigure`. */
export interface MethodMap {
  /** The `description` of an explainer, whose settings are written below its name, or `{ label, detail }`. */
  readonly method: string | PanelHeading;
  readonly map: NdArray;
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
  /** A mask of 0 and 1 of the picture's height and width, whose outline is drawn over the picture. */
  readonly outline?: NdArray | undefined;
  /** What the outline shows, for the legend. Default `mask`. */
  readonly outlineLabel?: string | undefined;
  readonly maps: readonly MethodMap[];
  /** Cells per row. Default: at most 5. */
  readonly columns?: number | undefined;
  /** Width of a picture in pixels, as for `panel`. */
  readonly cellSize?: number | undefined;
}

/** @throws unless the options are valid, except for the pictures. */
export function checkMethodFigure(options: MethodFigureOptions): void {
  const caller = 'methodFigure';
  checkOptions(caller, options, {
    ...{ title: true, image: true, caption: true, outline: true, outlineLabel: true },
    ...{ maps: true, columns: true, cellSize: true },
    ...MAP_DISPLAY_OPTIONS,
  });
  checkList(caller, 'maps', options.maps);
  if (options.maps.length === 0)
    throw invalidArgument(`${caller}: maps must have at least one map; got none.`);
  for (const [i, map] of options.maps.entries()) {
    checkOptions(`${caller}: maps[${i}]`, map, { method: true, map: true, caption: true });
  }
  checkCount(caller, 'columns', options.columns ?? 1);
}
