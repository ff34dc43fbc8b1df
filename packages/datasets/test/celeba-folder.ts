import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { celebaLandmarkNames } from '../src/images/celeba/celeba-landmarks.js';
import { seededRandom } from '../src/sampling/seeded-random.js';
import { faceAttributeNames, type SyntheticFaces, syntheticFaces } from '../src/synthetic/synthetic-faces.js';

/** One image of a folder in CelebA's layout. */
export interface CelebaRow {
  readonly id: string;
  /** −1 or 1, one value per attribute. */
  readonly attributes: readonly number[];
  /** Ten numbers, in the order of `celebaLandmarkNames`. */
  readonly landmarks: readonly number[];
  /** 0, 1 or 2. */
  readonly part: number;
}

/** The published forms of the tables. */
export interface CelebaForm {
  readonly form: 'txt' | 'csv';
  readonly lineEnd: '\n' | '\r\n';
}

/** The 40 names of `list_attr_celeba`. */
export const celebaAttributeNames = (
  '5_o_Clock_Shadow Arched_Eyebrows Attractive Bags_Under_Eyes Bald Bangs Big_Lips Big_Nose Black_Hair Blond_Hair ' +
  'Blurry Brown_Hair Bushy_Eyebrows Chubby Double_Chin Eyeglasses Goatee Gray_Hair Heavy_Makeup High_Cheekbones Male ' +
  'Mouth_Slightly_Open Mustache Narrow_Eyes No_Beard Oval_Face Pale_Skin Pointy_Nose Receding_Hairline Rosy_Cheeks ' +
  'Sideburns Smiling Straight_Hair Wavy_Hair Wearing_Earrings Wearing_Hat Wearing_Lipstick Wearing_Necklace ' +
  'Wearing_Necktie Young'
).split(' ');

/** The texts of the three tables, by file name. */
export function celebaTables(
  rows: readonly CelebaRow[],
  { form, lineEnd }: CelebaForm,
  attributeNames: readonly string[] = celebaAttributeNames,
): Record<string, string> {
  const text = (lines: readonly string[]) => lines.map((line) => line + lineEnd).join('');
  // Padded to two characters, as published: "000001.jpg -1  1 -1".
  const aligned = (values: readonly number[]) => values.map((value) => String(value).padStart(2)).join(' ');
  const table = (names: readonly string[], values: (row: CelebaRow) => readonly number[]) =>
    form === 'csv'
      ? text([['image_id', ...names].join(','), ...rows.map((row) => [row.id, ...values(row)].join(','))])
      : text([
          String(rows.length),
          `${names.join(' ')} `,
          ...rows.map((row) => `${row.id} ${aligned(values(row))}`),
        ]);
  return {
    [`list_attr_celeba.${form}`]: table(attributeNames, (row) => row.attributes),
    [`list_landmarks_align_celeba.${form}`]: table(celebaLandmarkNames, (row) => row.landmarks),
    [`list_eval_partition.${form}`]:
      form === 'csv'
        ? text(['image_id,partition', ...rows.map((row) => `${row.id},${row.part}`)])
        : text(rows.map((row) => `${row.id} ${row.part}`)),
  };
}

/** The id of an image by its number, from 1. */
export const celebaId = (number: number) => `${String(number).padStart(6, '0')}.jpg`;

/** The landmarks of most aligned images, to within a pixel or two. */
export const usualLandmarks = [69, 111, 108, 111, 88, 135, 73, 152, 105, 152] as const;

/** Writes the tables, and each image that `jpeg` returns. */
export async function writeCeleba(
  root: string,
  rows: readonly CelebaRow[],
  form: CelebaForm,
  jpeg: (index: number) => Uint8Array | undefined,
): Promise<void> {
  await mkdir(join(root, 'img_align_celeba'), { recursive: true });
  for (const [name, text] of Object.entries(celebaTables(rows, form)))
    await writeFile(join(root, name), text);
  for (const [index, { id }] of rows.entries()) {
    const bytes = jpeg(index);
    if (bytes) await writeFile(join(root, 'img_align_celeba', id), bytes);
  }
}

/**
 * Writes a folder of any size in CelebA's layout: drawn faces as JPEGs of 178×218. Only `distinct` faces are drawn; they
 * are repeated. The six attributes of the drawn faces are correct; the other 34 are random.
 */
export async function writeDrawnCeleba(
  root: string,
  {
    count,
    distinct = 200,
    seed = 1,
    ...form
  }: CelebaForm & { count: number; distinct?: number; seed?: number },
): Promise<void> {
  const faces = syntheticFaces({ count: Math.min(distinct, count), seed, size: 178 });
  const drawn = faces.images.shape[0]!;
  const jpegs = await Promise.all(Array.from({ length: drawn }, (_, i) => drawnJpeg(faces, i)));
  const random = seededRandom(seed);
  const rows = Array.from({ length: count }, (_, i) => ({
    id: celebaId(i + 1),
    attributes: celebaAttributeNames.map((name) => {
      const drawnAs = faceAttributeNames.indexOf(name as (typeof faceAttributeNames)[number]);
      const present = drawnAs >= 0 ? faces.attributes.get(i % drawn, drawnAs) === 1 : random() < 0.5;
      return present ? 1 : -1;
    }),
    landmarks: usualLandmarks.map((value) => value + Math.floor(random() * 5) - 2),
    part: i < 0.8 * count ? 0 : i < 0.9 * count ? 1 : 2,
  }));
  await writeCeleba(root, rows, form, (i) => jpegs[i % drawn]);
}

/** A JPEG of a face of 178 × 178, extended to 218 rows by its first and last row, so that the head roughly matches the landmarks. */
export async function drawnJpeg(faces: Pick<SyntheticFaces, 'images'>, index: number): Promise<Uint8Array> {
  const side = 178;
  const from = index * side * side * 3;
  const pixels = Uint8Array.from(faces.images.data.subarray(from, from + side * side * 3), (v) =>
    Math.round(v * 255),
  );
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .extend({ top: 30, bottom: 10, extendWith: 'copy' })
    .jpeg({ quality: 92 })
    .toBuffer();
}
