import { channelsLast, invalidArgument, largest, pictureLayout, rowMajor, size } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { displayRange } from '../colour/display-range.js';
import { overlay } from '../pictures/overlay.js';
import { renderImage } from '../pictures/render-image.js';
import { panel } from '../plots/panel.js';
import { threeDigits } from '../svg/three-digits.js';
import { checkPairFigure, type PairFigureOptions } from './pair-figure-options.js';

const CALLER = 'pairFigure';

/**
 * Draws what makes two pictures similar, as a pair of pictures. The first row is the sum over the other picture: Σⱼ A_ij over the first,
 * Σᵢ A_ij over the second. Each further row outlines one feature i of the first picture, and draws its row A_ij over the second: with
 * which parts of the second picture it agrees (red) or disagrees (blue). A feature's value is spread evenly over its numbers.
 *
 * The first row has one colour scale, and the other rows share another. The result is one self-contained SVG; `rasterize` of
 * `@csm/render/node` makes a PNG from it.
 *
 * @returns an SVG document.
 * @throws if the map and the features do not fit the pictures, or a picture cannot be drawn.
 *
 * @example
 * const [pair] = await pairMaps(encoder, pictures, others, { baseline: meanSample(pictures) });
 * pairFigure({ first: pictures.pick(0), second: others.pick(0), pair });
 * @category Figures
 */
export function pairFigure(options: PairFigureOptions): string {
  checkPairFigure(options);
  const { title, first, second, pair, rows = 3, names = ['first', 'second'] } = options;
  const { range, layout, cellSize } = options;
  const map = rowMajor(pair.map, Float64Array);
  const invalid = map.find((value) => !Number.isFinite(value));
  if (invalid !== undefined)
    throw invalidArgument(`${CALLER}: pair.map must be finite; it holds ${invalid}.`);
  const [count = 0, columns = 0] = pair.map.shape;
  const rowOf = (i: number) => map.subarray(i * columns, (i + 1) * columns);
  const sums = Float64Array.from({ length: count }, (_, i) => rowOf(i).reduce((a, b) => a + b, 0));
  const columnSums = Float64Array.from({ length: columns }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += map[i * columns + j] ?? 0;
    return sum;
  });
  const strongest = Array.from(sums.keys())
    .sort((i, j) => Math.abs(sums[j] ?? 0) - Math.abs(sums[i] ?? 0))
    .slice(0, rows);
  const overviews = [spread(sums, pair.firstFeatures), spread(columnSums, pair.secondFeatures)] as const;
  const details = strongest.map((i) => spread(rowOf(i), pair.secondFeatures));
  const drawn = (picture: NdArray, shown: NdArray, limit: number) =>
    overlay(picture, shown, { kind: 'signed', limit, range, layout });
  const [overall, own] = [limitOf(overviews, layout), limitOf(details, layout)];
  const total = sums.reduce((a, b) => a + b, 0);
  return panel({
    title,
    columns: names,
    rows: [
      {
        label: 'all features',
        cells: [
          { image: drawn(first, overviews[0], overall) },
          { image: drawn(second, overviews[1], overall), caption: `sum ${threeDigits(total)}` },
        ],
      },
      ...strongest.map((feature, k) => ({
        label: `feature ${feature}`,
        cells: [
          {
            image: renderImage(first, { range, layout }),
            outline: maskOf(pair.firstFeatures, feature, layout),
          },
          {
            image: drawn(second, details[k] as NdArray, own),
            caption: `sum ${threeDigits(sums[feature] ?? 0)}`,
          },
        ],
      })),
    ],
    cellSize,
    outlineLabel: 'a feature of the first picture, whose pairs are drawn over the second',
    colorBars: [
      {
        range: [-1, 1],
        ends: ['less similar', 'more similar'],
        label: 'contribution to the similarity; the first row and the others have a scale each',
      },
    ],
  });
}

/** A map of the picture's shape whose numbers add up to the values. */
function spread(values: Float64Array, features: NdArray): NdArray<Float64Array> {
  const labels = rowMajor(features, Int32Array);
  const sizes = new Float64Array(values.length);
  for (const label of labels) sizes[label] = (sizes[label] ?? 0) + 1;
  const data = Float64Array.from(labels, (label) => (values[label] ?? 0) / (sizes[label] ?? 1));
  return ndarray(data, features.shape);
}

/** The largest magnitude of all maps after their channels are summed; 1 if they are zero. */
function limitOf(maps: readonly NdArray[], layout: PairFigureOptions['layout']): number {
  const limits = maps.map((map) => displayRange(map, { clip: [0, 100], layout }).limit);
  return limits.length > 0 && largest(limits) > 0 ? largest(limits) : 1;
}

/** The pixels of a feature, `[h, w]`. */
function maskOf(
  features: NdArray,
  feature: number,
  layout: PairFigureOptions['layout'],
): NdArray<Uint8Array> {
  const isPicture = features.shape.length === 3;
  const last = isPicture
    ? channelsLast(features, pictureLayout(CALLER, 'the pictures', features.shape, layout))
    : features;
  const [height = 1, width = 1, channels = 1] = last.shape;
  const labels = rowMajor(last, Int32Array);
  const inside = new Uint8Array(size([height, width]));
  for (const [at, label] of labels.entries()) if (label === feature) inside[Math.floor(at / channels)] = 1;
  return ndarray(inside, [height, width]);
}
