import { checkList, checkOptions, invalidArgument } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { PanelHeading } from '../plots/panel-heading.js';
import { MAP_DISPLAY_OPTIONS, type MapDisplayOptions } from './map-display.js';

/** An attribute: a row of an `attributeFigure`. */
export interface AttributeRow {
  /** The name of the attribute. */
  readonly title: string;
  /** The picture, as for `renderImage`. */
  readonly image: NdArray;
  /** One map of the picture per method, in the order of `methods`. */
  readonly maps: readonly NdArray[];
  /** Text under the picture, such as its score and rank. */
  readonly caption?: string | undefined;
  /** Texts under the maps, one per method; `''` for none. */
  readonly captions?: readonly string[] | undefined;
  /** A mask of 0 and 1 of the picture's height and width, such as the true region of the attribute: its outline is drawn over the picture. */
  readonly outline?: NdArray | undefined;
}

/** Options of `attributeFigure`. */
export interface AttributeFigureOptions extends MapDisplayOptions {
  readonly title?: string | undefined;
  /**
   * One heading per column of maps: the `description` of an explainer, whose settings are written below its name, or `{ label, detail
   * }`. A control is a method like the others: `{ label: 'rectified gradient', detail: 'random concept vector 1 of 20' }`.
   */
  readonly methods: readonly (string | PanelHeading)[];
  readonly rows: readonly AttributeRow[];
  /** What the outlines show, for the legend. Default `mask`. */
  readonly outlineLabel?: string | undefined;
  /** Width of a picture in pixels, as for `panel`. */
  readonly cellSize?: number | undefined;
}

/** @throws unless the methods and rows fit each other. */
export function checkAttributeFigure(options: AttributeFigureOptions): void {
  const caller = 'attributeFigure';
  checkOptions(caller, options, {
    ...{ title: true, methods: true, rows: true, outlineLabel: true, cellSize: true },
    ...MAP_DISPLAY_OPTIONS,
  });
  const { methods, rows } = options;
  checkList(caller, 'methods', methods);
  checkList(caller, 'rows', rows);
  if (methods.length === 0 || rows.length === 0) {
    throw invalidArgument(
      `${caller}: expected at least one method and one row; got ${methods.length} methods and ${rows.length} rows.`,
    );
  }
  for (const [r, row] of rows.entries()) {
    checkOptions(`${caller}: row ${r}`, row, {
      ...{ title: true, image: true, maps: true },
      ...{ caption: true, captions: true, outline: true },
    });
    for (const name of ['maps', 'captions'] as const) {
      const list = row[name];
      if (list === undefined && name === 'captions') continue;
      checkList(caller, `${name} of row ${r}`, list ?? []);
      if (list?.length === methods.length) continue;
      throw invalidArgument(
        `${caller}: row ${r} must have one entry in ${name} per method, ${methods.length}; got ${list?.length ?? 'none'}.`,
      );
    }
  }
}
