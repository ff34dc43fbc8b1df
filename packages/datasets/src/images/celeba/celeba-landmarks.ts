import { type ByteSource, requireByteSource } from '../../files/byte-source.js';
import { type CelebaTableOptions, readCelebaRows } from './celeba-rows.js';

/** The columns of `list_landmarks_align_celeba`, in their order. Left and right are the viewer's. */
export const celebaLandmarkNames = [
  'lefteye_x',
  'lefteye_y',
  'righteye_x',
  'righteye_y',
  'nose_x',
  'nose_y',
  'leftmouth_x',
  'leftmouth_y',
  'rightmouth_x',
  'rightmouth_y',
] as const;

/** Five points of one aligned face, in pixels from the top left of its 178×218 image. */
export type CelebaLandmarks = Readonly<Record<(typeof celebaLandmarkNames)[number], number>>;

/**
 * Reads `list_landmarks_align_celeba` in its txt or its CSV form, gzipped or not: landmarks by image id.
 * Throws, naming the line, on other columns than {@link celebaLandmarkNames}, on a value that is not a whole number, and
 * on a table of another form, as `readCelebaAttributes`.
 */
export async function readCelebaLandmarks(
  source: ByteSource,
  { name = 'the table', signal }: CelebaTableOptions = {},
): Promise<ReadonlyMap<string, CelebaLandmarks>> {
  requireByteSource('readCelebaLandmarks', source);
  const landmarks = new Map<string, CelebaLandmarks>();
  await readCelebaRows(source, {
    where: `readCelebaLandmarks: ${name}`,
    signal,
    txtHasHeader: true,
    onNames: (names, at) => {
      const wrong = celebaLandmarkNames.findIndex((expected, i) => names[i] !== expected);
      if (wrong >= 0 || names.length !== celebaLandmarkNames.length) {
        const got = wrong >= 0 ? (names[wrong] ?? 'nothing') : names[celebaLandmarkNames.length];
        throw new Error(
          `${at}: expected the columns ${celebaLandmarkNames.join(', ')}; got ${names.length}, among them "${got}"`,
        );
      }
    },
    onRow: (id, cells, at) => {
      const values = cells.map((cell, i) => {
        if (/^-?\d{1,6}$/.test(cell)) return Number(cell);
        throw new Error(
          `${at}, ${celebaLandmarkNames[i]}: expected a whole number of pixels; got ${JSON.stringify(cell.slice(0, 40))}`,
        );
      });
      landmarks.set(id, landmarksOf(values));
    },
  });
  return landmarks;
}

function landmarksOf(values: readonly number[]): CelebaLandmarks {
  return Object.fromEntries(celebaLandmarkNames.map((name, i) => [name, values[i]])) as CelebaLandmarks;
}
