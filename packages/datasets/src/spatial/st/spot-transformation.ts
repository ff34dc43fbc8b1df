import { checkOptions, checkWatchers, invalidArgument, invalidFile, mean } from '@csm/base';
import { type ByteSource, checkByteSource } from '../../files/byte-source.js';
import { delimitedRows } from '../../tables/delimited-rows.js';
import { checkCounts } from '../check-counts.js';
import type { SpatialCounts } from '../spatial-counts.js';

/**
 * A 3×3 matrix T in row order, for row vectors: [x y 1]·T is the position on the image in homogeneous coordinates.
 */
export type SpotTransformation = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** Options of {@link readSpotTransformation}. */
export interface SpotTransformationOptions {
  /** The name of the data in error messages. Default: `'the transformation'`. */
  readonly name?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the transformation from the 2016 spatial transcriptomics array (Ståhl et al., Science 353:78) to the H&E image: one
 * line of nine numbers separated by spaces or tabs, such as `Rep1_MOB_transformation.txt`. The full-size image and a
 * smaller copy have different transformations.
 *
 * @throws Error with code `ERR_INVALID_FILE`: unless there are nine finite numbers, and if the matrix cannot be inverted.
 * @category Read a tissue
 */
export async function readSpotTransformation(
  source: ByteSource,
  options: SpotTransformationOptions = {},
): Promise<SpotTransformation> {
  checkOptions('readSpotTransformation', options, { name: true, signal: true });
  checkWatchers('readSpotTransformation', options);
  checkByteSource('readSpotTransformation', source);
  const { name = 'the transformation', signal } = options;
  const where = `readSpotTransformation: ${name}`;
  const cells: string[] = [];
  for await (const row of delimitedRows(source, { delimiter: ' ', where, signal })) {
    const found = row.cells.flatMap((cell) => cell.split(/\s+/)).filter((cell) => cell !== '');
    for (const cell of found) cells.push(cell);
    if (cells.length > 9) break;
  }
  const numbers = cells.map(Number);
  if (!isTransformation(numbers)) {
    const count = cells.length > 9 ? 'more than nine' : cells.length;
    throw invalidFile(
      `${where}: expected nine numbers, a 3×3 matrix in row order; got ${count}: "${cells.join(' ').slice(0, 60)}".`,
    );
  }
  const [a, b, c, d, e, f, g, h, i] = numbers;
  if (a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g) === 0) {
    throw invalidFile(
      `${where}: the matrix must be invertible; ${numbers.join(' ')} maps the array onto a line or a point; download or copy ` +
        'the file again.',
    );
  }
  return numbers;
}

function isTransformation(numbers: readonly number[]): numbers is SpotTransformation {
  return numbers.length === 9 && numbers.every(Number.isFinite);
}

/**
 * Returns the counts with `spots.pixels`, computed with all nine numbers of the transformation: (X, Y, W) = [x y 1]·T, and
 * the pixels are X/W and Y/W. `spots.diameter` is half the distance between neighbouring spots (100 of 200 µm on that
 * array), scaled by the local scale of the transformation at the middle of the spots.
 *
 * @throws if a position is not finite, because W is 0 there.
 * @category Read a tissue
 */
export function placeSpots(counts: SpatialCounts, transformation: SpotTransformation): SpatialCounts {
  checkCounts('placeSpots', counts);
  const numbers = Array.from(transformation ?? []);
  if (!isTransformation(numbers)) {
    throw invalidArgument(
      'placeSpots: transformation must be nine finite numbers, as from await readSpotTransformation(source).',
    );
  }
  return placed(counts, numbers, { where: 'placeSpots', error: invalidArgument });
}

/** The same as {@link placeSpots} for checked arguments. `error` makes the error; `where` begins its message. */
export function placed(
  counts: SpatialCounts,
  numbers: SpotTransformation,
  { where, error }: { readonly where: string; readonly error: (message: string) => Error },
): SpatialCounts {
  const { names, x, y } = counts.spots;
  const places = names.map((name, spot) => {
    const place = transformed(x[spot] ?? Number.NaN, y[spot] ?? Number.NaN, numbers);
    if (place.every(Number.isFinite)) return place;
    throw error(
      `${where}: the transformation must give finite positions; it puts spot "${name}" at infinity; use another transformation.`,
    );
  });
  const pixels = { x: Float64Array.from(places, ([px]) => px), y: Float64Array.from(places, ([, py]) => py) };
  const middle = [mean(x), mean(y)] as const;
  const [left, top] = transformed(middle[0] - 0.5, middle[1] - 0.5, numbers);
  const [right, upper] = transformed(middle[0] + 0.5, middle[1] - 0.5, numbers);
  const [under, bottom] = transformed(middle[0] - 0.5, middle[1] + 0.5, numbers);
  const cell = Math.abs((right - left) * (bottom - top) - (under - left) * (upper - top));
  return { ...counts, spots: { ...counts.spots, pixels, diameter: 0.5 * Math.sqrt(cell) } };
}

function transformed(x: number, y: number, t: SpotTransformation): [x: number, y: number] {
  const w = x * t[2] + y * t[5] + t[8];
  return [(x * t[0] + y * t[3] + t[6]) / w, (x * t[1] + y * t[4] + t[7]) / w];
}
