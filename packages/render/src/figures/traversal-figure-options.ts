import {
  checkBoolean,
  checkList,
  checkNdarray,
  checkOptions,
  checkShape,
  type ImageLayout,
  invalidArgument,
} from '@csm/base';
import type { NdArray } from 'ndarray';

/** A concept: a row of a `traversalFigure`. */
export interface TraversalRow {
  /** The name of the concept. */
  readonly title: string;
  /** The decoded pictures, `[alphas, h, w, c]`, one per α, or `[alphas, c, h, w]` with `{ layout: 'channelsFirst' }`. */
  readonly pictures: NdArray;
  /** Text under the middle picture. */
  readonly caption?: string | undefined;
}

/** Options of `traversalFigure`. */
export interface TraversalFigureOptions {
  readonly title?: string | undefined;
  /** The multiples α of the concept vector, in the order of the pictures. */
  readonly alphas: readonly number[];
  readonly rows: readonly TraversalRow[];
  /** Where the path starts, for the headings: `mean face` gives `mean face + 2 v`. Default `z`. */
  readonly origin?: string | undefined;
  /** Whether to draw the change from the first to the last picture: red is brighter, blue darker. Default false. */
  readonly change?: boolean | undefined;
  /** The values that are drawn as black and as full intensity, as for `renderImage`. Default [0, 1]. */
  readonly range?: readonly [low: number, high: number] | undefined;
  /** Order of the axes. Default: channels last; shapes that look like channels first are rejected. */
  readonly layout?: ImageLayout | undefined;
  /** Width of a picture in pixels, as for `panel`. */
  readonly cellSize?: number | undefined;
}

/** @throws unless every row has one picture per α. */
export function checkTraversalFigure(options: TraversalFigureOptions): void {
  const caller = 'traversalFigure';
  checkOptions(caller, options, {
    ...{ title: true, alphas: true, rows: true, origin: true, change: true },
    ...{ range: true, layout: true, cellSize: true },
  });
  const { alphas, rows, change = false } = options;
  checkBoolean(caller, 'change', change);
  checkList(caller, 'alphas', alphas);
  checkList(caller, 'rows', rows);
  if (alphas.length === 0 || rows.length === 0) {
    throw invalidArgument(
      `${caller}: expected at least one α and one row; got ${alphas.length} alphas and ${rows.length} rows.`,
    );
  }
  const bad = alphas.findIndex((alpha) => !Number.isFinite(alpha));
  if (bad >= 0)
    throw invalidArgument(`${caller}: alphas must be finite numbers; alphas[${bad}] is ${alphas[bad]}.`);
  for (const [r, row] of rows.entries()) {
    checkOptions(`${caller}: row ${r}`, row, { title: true, pictures: true, caption: true });
    checkNdarray(`${caller}, pictures of row ${r}`, row.pictures);
    const [, ...picture] = row.pictures.shape;
    checkShape(caller, `pictures of row ${r}`, row.pictures.shape, [alphas.length, ...picture]);
  }
}
