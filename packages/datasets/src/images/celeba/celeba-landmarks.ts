import { invalidFile } from '@csm/base';
import type { ByteSource } from '../../files/byte-source.js';
import { type CelebaTableOptions, checkCelebaTable, readCelebaRows } from './celeba-rows.js';

/**
 * The columns of `list_landmarks_align_celeba`, in the order of the file. Left and right are from the viewer's
 * perspective.
 *
 * @category Images
 */
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
 * Reads `list_landmarks_align_celeba` as txt or CSV, gzipped or not.
 *
 * @returns the landmarks of each image, by id.
 * @throws Error with code `ERR_INVALID_FILE`, naming the line: if the columns are not {@link celebaLandmarkNames}, if a
 * value is not a whole number, and if the table has another form, as in `readCelebaAttributes`.
 * @category Images
 */
export async function readCelebaLandmarks(
  source: ByteSource,
  options: CelebaTableOptions = {},
): Promise<ReadonlyMap<string, CelebaLandmarks>> {
  checkCelebaTable('readCelebaLandmarks', source, options);
  const landmarks = new Map<string, CelebaLandmarks>();
  await readCelebaRows(source, {
    where: `readCelebaLandmarks: ${options.name ?? 'the table'}`,
    signal: options.signal,
    txtHasHeader: true,
    onNames: (names, at) => {
      const wrong = celebaLandmarkNames.findIndex((expected, i) => names[i] !== expected);
      if (wrong >= 0 || names.length !== celebaLandmarkNames.length) {
        const got = names[wrong >= 0 ? wrong : celebaLandmarkNames.length] ?? 'nothing';
        throw invalidFile(
          `${at}: expected the columns ${celebaLandmarkNames.join(', ')}; got ${names.length} columns, among them "${got}".`,
        );
      }
    },
    onRow: (id, cells, at) => {
      const values = celebaLandmarkNames.map((name, i) => {
        const cell = cells[i] ?? '';
        if (/^-?\d{1,6}$/.test(cell)) return [name, Number(cell)] as const;
        const got = JSON.stringify(cell.slice(0, 40));
        throw invalidFile(`${at}, ${name}: expected a whole number of pixels; got ${got}.`);
      });
      landmarks.set(id, Object.fromEntries(values) as CelebaLandmarks);
    },
  });
  return landmarks;
}
