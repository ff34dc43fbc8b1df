import {
  checkCount,
  checkNdarray,
  checkOptions,
  type ImageLayout,
  invalidArgument,
  rowMajor,
  typeName,
} from '@csm/base';
import type { NdArray } from 'ndarray';

/** A pair map that can be drawn; `pairMaps` of `@csm/explainers` returns it. */
export interface DrawnPair {
  /** A, `[features of the first picture, features of the second]`. */
  readonly map: NdArray;
  /** For each number of the first picture, the row of `map` that its feature has; in the picture's shape. */
  readonly firstFeatures: NdArray;
  /** For each number of the second picture, the column of `map` that its feature has; in the picture's shape. */
  readonly secondFeatures: NdArray;
}

/** Options of `pairFigure`. */
export interface PairFigureOptions {
  readonly title?: string | undefined;
  /** The first picture, as for `renderImage`. */
  readonly first: NdArray;
  /** The second picture, as for `renderImage`. */
  readonly second: NdArray;
  readonly pair: DrawnPair;
  /** Number of features of the first picture that get a row: those with the largest |Σⱼ A_ij|, at most all. Default 3. */
  readonly rows?: number | undefined;
  /** Headings of the two columns. Default `first` and `second`. */
  readonly names?: readonly [first: string, second: string] | undefined;
  /** The values of pictures that are drawn as black and as full intensity, as for `renderImage`. Default [0, 1]. */
  readonly range?: readonly [low: number, high: number] | undefined;
  /** Order of the axes. Default: channels last; shapes that look like channels first are rejected. */
  readonly layout?: ImageLayout | undefined;
  /** Width of a picture in pixels, as for `panel`. */
  readonly cellSize?: number | undefined;
}

/** @throws unless the map has a row and a column for each feature of the pictures. */
export function checkPairFigure(options: PairFigureOptions): void {
  const caller = 'pairFigure';
  checkOptions(caller, options, {
    ...{ title: true, first: true, second: true, pair: true, rows: true },
    ...{ names: true, range: true, layout: true, cellSize: true },
  });
  const { first, second, pair, rows = 3, names } = options;
  checkNdarray(`${caller}, first`, first);
  checkNdarray(`${caller}, second`, second);
  checkNdarray(`${caller}, pair.map`, pair?.map);
  checkCount(caller, 'rows', rows, { min: 0 });
  if (names !== undefined && !(Array.isArray(names) && names.length === 2)) {
    throw invalidArgument(`${caller}: names must be two strings; got ${typeName(names)}.`);
  }
  const { map } = pair;
  if (map.shape.length !== 2) {
    throw invalidArgument(`${caller}: pair.map must have shape [features, features]; got [${map.shape}].`);
  }
  checkFeatures(caller, 'first', first, pair.firstFeatures, map.shape[0] ?? 0);
  checkFeatures(caller, 'second', second, pair.secondFeatures, map.shape[1] ?? 0);
}

function checkFeatures(
  caller: string,
  name: 'first' | 'second',
  picture: NdArray,
  features: NdArray,
  count: number,
): void {
  checkNdarray(`${caller}, pair.${name}Features`, features);
  if (`${features.shape}` !== `${picture.shape}`) {
    throw invalidArgument(
      `${caller}: pair.${name}Features must have the shape of the picture, [${picture.shape}]; got [${features.shape}].`,
    );
  }
  const invalid = rowMajor(features, Float64Array).find(
    (feature) => !(Number.isInteger(feature) && feature >= 0 && feature < count),
  );
  if (invalid === undefined) return;
  throw invalidArgument(
    `${caller}: pair.${name}Features must be whole numbers below ${count}, the number of its features in pair.map; got ${invalid}.`,
  );
}
