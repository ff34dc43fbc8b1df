import type { ByteSource } from '../../files/byte-source.js';
import { requireByteSource } from '../../files/byte-source.js';
import { delimitedRows } from '../../tables/delimited-rows.js';
import { requireCounts, type SpatialCounts } from '../spatial-counts.js';

/** A 3×3 matrix T, row by row, for row vectors: [x y 1]·T is the place on the image, up to its third component. */
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

/**
 * Reads the transformation of the 2016 spatial transcriptomics array (Ståhl et al., Science 353:78) to the H&E image:
 * one line of nine numbers, apart by spaces or tabs, `Rep1_MOB_transformation.txt` or the like. Full-size images have
 * one of their own, and shrunk ones another.
 * Throws on anything but nine finite numbers, and on a matrix that cannot be inverted.
 */
export async function readSpotTransformation(
  source: ByteSource,
  options: { readonly name?: string; readonly signal?: AbortSignal | undefined } = {},
): Promise<SpotTransformation> {
  requireByteSource('readSpotTransformation', source);
  const { name = 'the transformation', signal } = options;
  const where = `readSpotTransformation: ${name}`;
  const cells: string[] = [];
  for await (const row of delimitedRows(source, { delimiter: ' ', where, signal })) {
    cells.push(...row.cells.flatMap((cell) => cell.split(/\s+/)).filter((cell) => cell !== ''));
    if (cells.length > 9) break;
  }
  const numbers = cells.map(Number);
  if (numbers.length !== 9 || !numbers.every(Number.isFinite)) {
    throw new Error(
      `${where}: expected nine numbers, a 3×3 matrix row by row; got ${cells.length}${cells.length > 9 ? ' or more' : ''}: "${cells.join(' ').slice(0, 60)}"`,
    );
  }
  const transformation = numbers as unknown as SpotTransformation;
  const [a, b, c, d, e, f, g, h, i] = transformation;
  if (a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g) === 0) {
    throw new Error(
      `${where}: the matrix ${numbers.join(' ')} maps the array onto a line or a point; get the file again`,
    );
  }
  return transformation;
}

/**
 * The same counts with `spots.pixels`, by all nine numbers of the transformation: (X, Y, W) = [x y 1]·T, pixels X/W and
 * Y/W. `spots.diameter` is half the distance of neighbouring spots (100 of 200 µm on that array), as the transformation
 * stretches the middle of the spots.
 * Throws where a place is not finite: W is 0 there.
 */
export function placeSpots(counts: SpatialCounts, transformation: SpotTransformation): SpatialCounts {
  requireCounts('placeSpots', counts);
  if (transformation?.length !== 9 || !transformation.every(Number.isFinite)) {
    throw new Error(
      'placeSpots: expected a transformation of nine numbers, as readSpotTransformation gives it',
    );
  }
  const { names, x, y } = counts.spots;
  const pixels = { x: new Float64Array(names.length), y: new Float64Array(names.length) };
  for (const [spot, name] of names.entries()) {
    [pixels.x[spot], pixels.y[spot]] = transformed(x[spot]!, y[spot]!, transformation);
    if (!Number.isFinite(pixels.x[spot]! + pixels.y[spot]!)) {
      throw new Error(`placeSpots: the transformation puts spot "${name}" at infinity; take another one`);
    }
  }
  const middle = [mean(x), mean(y)] as const;
  const [left, top] = transformed(middle[0] - 0.5, middle[1] - 0.5, transformation);
  const [right, upper] = transformed(middle[0] + 0.5, middle[1] - 0.5, transformation);
  const [under, bottom] = transformed(middle[0] - 0.5, middle[1] + 0.5, transformation);
  const cell = Math.abs((right - left) * (bottom - top) - (under - left) * (upper - top));
  return { ...counts, spots: { ...counts.spots, pixels, diameter: 0.5 * Math.sqrt(cell) } };
}

function transformed(x: number, y: number, t: SpotTransformation): [x: number, y: number] {
  const w = x * t[2] + y * t[5] + t[8];
  return [(x * t[0] + y * t[3] + t[6]) / w, (x * t[1] + y * t[4] + t[7]) / w];
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
