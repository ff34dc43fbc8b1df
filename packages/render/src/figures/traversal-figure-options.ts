import { checkBoolean, checkList, checkNdarray, checkOptions, checkShape, invalidArgument } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { PanelHeading } from '../plots/panel-heading.js';
import { MAP_DISPLAY_OPTIONS, type MapDisplayOptions } from './map-display.js';

/** A concept: a row of a `traversalFigure`. */
export interface TraversalRow {
  /** The name of the concept. */
  readonly title: string;
  /** The decoded pictures, `[alphas, h, w, c]`, one per α, or `[alphas, c, h, w]` with `{ layout: 'channelsFirst' }`. */
  readonly pictures: NdArray;
  /** Text under the middle picture, or under `image` if there is one. */
  readonly caption?: string | undefined;
  /** The picture whose latent is z, drawn in front of the path. */
  readonly image?: NdArray | undefined;
  /** A mask of 0 and 1 of the height and width of `image`, whose outline is drawn over it. */
  readonly outline?: NdArray | undefined;
  /** One map of `image` per method, in the order of `methods`, drawn behind the path. */
  readonly maps?: readonly NdArray[] | undefined;
  /** Texts under the maps, one per method; `''` for none. */
  readonly captions?: readonly string[] | undefined;
}

/** Options of `traversalFigure`. */
export interface TraversalFigureOptions extends Omit<MapDisplayOptions, 'overlays'> {
  readonly title?: string | undefined;
  /** The multiples α of the concept vector, in the order of the pictures. */
  readonly alphas: readonly number[];
  readonly rows: readonly TraversalRow[];
  /** Where the path starts, for the headings: `mean face` gives `mean face + 2 v`. Default `z`. */
  readonly origin?: string | undefined;
  /** Whether to draw the change from the first to the last picture: red is brighter, blue darker. Default false. */
  readonly change?: boolean | undefined;
  /** One heading per map of a row, as for `attributeFigure`. Default: none. */
  readonly methods?: readonly (string | PanelHeading)[] | undefined;
  /** What the outlines show, for the legend. Default `mask`. */
  readonly outlineLabel?: string | undefined;
  /** Width of a picture in pixels, as for `panel`. */
  readonly cellSize?: number | undefined;
}

const { overlays: _, ...TRAVERSAL_DISPLAY } = MAP_DISPLAY_OPTIONS;

/** @throws unless every row has one picture per α. */
export function checkTraversalFigure(options: TraversalFigureOptions): void {
  const caller = 'traversalFigure';
  checkOptions(caller, options, {
    ...{ title: true, alphas: true, rows: true, origin: true, change: true },
    ...{ methods: true, outlineLabel: true, cellSize: true },
    ...TRAVERSAL_DISPLAY,
  });
  const { alphas, rows, change = false, methods = [] } = options;
  checkBoolean(caller, 'change', change);
  checkList(caller, 'alphas', alphas);
  checkList(caller, 'rows', rows);
  checkList(caller, 'methods', methods);
  if (alphas.length === 0 || rows.length === 0) {
    throw invalidArgument(
      `${caller}: expected at least one α and one row; got ${alphas.length} alphas and ${rows.length} rows.`,
    );
  }
  const bad = alphas.findIndex((alpha) => !Number.isFinite(alpha));
  if (bad >= 0)
    throw invalidArgument(`${caller}: alphas must be finite numbers; alphas[${bad}] is ${alphas[bad]}.`);
  for (const [r, row] of rows.entries()) {
    checkOptions(`${caller}: row ${r}`, row, {
      ...{ title: true, pictures: true, caption: true },
      ...{ image: true, outline: true, maps: true, captions: true },
    });
    checkNdarray(`${caller}, pictures of row ${r}`, row.pictures);
    const [, ...picture] = row.pictures.shape;
    checkShape(caller, `pictures of row ${r}`, row.pictures.shape, [alphas.length, ...picture]);
    checkMapsOf(caller, row, r, methods.length);
  }
}

function checkMapsOf(
  caller: string,
  { image, outline, maps = [], captions }: TraversalRow,
  r: number,
  methods: number,
): void {
  checkList(caller, `maps of row ${r}`, maps);
  if (maps.length !== methods) {
    throw invalidArgument(
      `${caller}: row ${r} must have one entry in maps per method, ${methods}; got ${maps.length}.`,
    );
  }
  if (captions !== undefined) checkList(caller, `captions of row ${r}`, captions);
  if (captions !== undefined && captions.length !== methods) {
    throw invalidArgument(
      `${caller}: row ${r} must have one entry in captions per method, ${methods}; got ${captions.length}.`,
    );
  }
  if (outline !== undefined && image === undefined) {
    throw invalidArgument(`${caller}: the outline of row ${r} needs an image to be drawn over; got none.`);
  }
}
