import { appendFile, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '@csm/base';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  type CelebaRow,
  celebaAttributeNames,
  celebaId,
  celebaTables,
  usualLandmarks,
  writeCeleba,
} from '../../../test/celeba-folder.js';
import { withTemporaryFolder } from '../../../test/test-data.js';
import { celebA as celebAFromFiles } from '../../index.js';
import { celebA } from '../../node.js';
import { shuffled } from '../../sampling/shuffled.js';
import { splitBySeed } from '../../sampling/split-by-seed.js';
import { celebaCrop } from './celeba-crop.js';
import { type CelebaLandmarks, celebaLandmarkNames } from './celeba-landmarks.js';

const count = 12;
const smiling = celebaAttributeNames.indexOf('Smiling');
/**
 * Every third image smiles, the landmarks depend on the image's number, and 6 images are in `train`, 3 in `valid`
 * and 3 in `test`.
 */
const rows: CelebaRow[] = Array.from({ length: count }, (_, i) => ({
  id: celebaId(i + 1),
  attributes: celebaAttributeNames.map((_, column) => (column === smiling && i % 3 === 0 ? 1 : -1)),
  landmarks: usualLandmarks.map((value, k) => value + ((i * (k + 1)) % 5)),
  part: i < 6 ? 0 : i < 9 ? 1 : 2,
}));
/** A uniform grey image whose brightness encodes the image's number. */
const shade = (index: number) => 20 * (index + 1);
const flat = (index: number, { width = 178, height = 218 } = {}) =>
  sharp({
    create: { width, height, channels: 3, background: { r: shade(index), g: shade(index), b: shade(index) } },
  })
    .jpeg({ quality: 100 })
    .toBuffer();
const jpegs = await Promise.all(rows.map((_, i) => flat(i)));
const txt = { form: 'txt', lineEnd: '\n' } as const;

const landmarksOf = (values: readonly number[]) =>
  Object.fromEntries(celebaLandmarkNames.map((name, i) => [name, values[i]])) as CelebaLandmarks;

/** Writes images in which each column is one level brighter than the one before, so that the values of a crop give its position. */
async function writeRamps(root: string): Promise<void> {
  const pixels = Uint8Array.from({ length: 178 * 218 }, (_, i) => i % 178);
  const ramp = await sharp(pixels, { raw: { width: 178, height: 218, channels: 1 } })
    .png()
    .toBuffer();
  await writeCeleba(root, rows, txt, () => ramp);
}

describe('celebaCrop', () => {
  it('equals the slice of the reference', () => {
    const point = fc.integer({ min: 0, max: 217 });
    fc.assert(
      fc.property(point, point, point, point, (leftEye, rightEye, nose, mouth) => {
        const crop = celebaCrop({
          ...landmarksOf(usualLandmarks),
          lefteye_x: leftEye,
          righteye_x: rightEye,
          nose_y: nose,
          leftmouth_y: mouth,
        });
        // NumPy's image[a:b], where negative indices count from the end.
        const slice = (from: number, to: number, length: number) =>
          Array.from({ length }, (_, i) => i).slice(from, to);
        const insideRows = slice(nose - 105, mouth + 35, 218);
        const insideColumns = slice(leftEye - 50, rightEye + 50, 178);
        const beginsOutside = nose < 105 || leftEye < 50;
        if (beginsOutside || insideRows.length === 0 || insideColumns.length === 0) {
          expect(crop).toBeUndefined();
        } else {
          expect([crop!.top, crop!.height]).toEqual([insideRows[0], insideRows.length]);
          expect([crop!.left, crop!.width]).toEqual([insideColumns[0], insideColumns.length]);
        }
      }),
    );
  });

  it('is empty for the same faces as in the reference: near the top or the left', () => {
    // A slice that starts k before the near edge actually starts k before the far end, after its own stop.
    const usual = landmarksOf(usualLandmarks);
    for (let k = 1; k <= 40; k++) {
      expect(Array.from({ length: 218 }).slice(-k, usual.leftmouth_y + 35).length > 0).toBe(k > 31);
      expect(celebaCrop({ ...usual, nose_y: 105 - k })).toBeUndefined();
    }
  });
});

describe('celebA', () => {
  it('joins images, attributes, landmarks and splits by id, whatever their order', async () => {
    await withTemporaryFolder(async (root) => {
      await writeCeleba(root, rows, txt, (i) => jpegs[i]);
      const names = ['list_attr_celeba', 'list_landmarks_align_celeba', 'list_eval_partition'];
      for (const [seed, name] of names.entries()) {
        await rm(join(root, `${name}.txt`));
        const mixed = celebaTables(shuffled(rows, seed), { form: 'csv', lineEnd: '\r\n' });
        await writeFile(join(root, `${name}.csv`), mixed[`${name}.csv`]!);
      }
      const faces = await celebA({ root, size: 16 });
      expect([...faces.ids].sort()).toEqual(rows.map(({ id }) => id));
      expect(faces.ids).toEqual(shuffled(rows, 0).map(({ id }) => id));
      expect(faces.imageShape).toEqual([16, 16, 3]);
      expect(faces.attributeNames).toEqual(celebaAttributeNames);
      for (const [part, split] of ['train', 'valid', 'test'].entries()) {
        expect([...faces.split(split)].sort()).toEqual(
          rows.filter((row) => row.part === part).map(({ id }) => id),
        );
      }
      expect(faces.idsWhere({ Smiling: 1 }).sort()).toEqual(
        rows.filter((_, i) => i % 3 === 0).map(({ id }) => id),
      );
      for await (const { ids, images } of faces.batches({ batchSize: 5 })) {
        for (const [i, id] of ids.entries()) {
          const index = rows.findIndex((row) => row.id === id);
          expect(Math.round(images.get(i, 7, 3, 1) * 255)).toBe(shade(index));
        }
      }
    });
  });

  it('opens with the two CSV files that the paper names, without a partition', async () => {
    await withTemporaryFolder(async (root) => {
      await writeCeleba(root, rows, { form: 'csv', lineEnd: '\n' }, (i) => jpegs[i]);
      await rm(join(root, 'list_eval_partition.csv'));
      const faces = await celebA({ root, size: 16 });
      expect(faces.ids).toHaveLength(count);
      const split = () => faces.split('train');
      expect(split).toThrow(
        /^celebA\.split: split "train" needs list_eval_partition\.txt or list_eval_partition\.csv in .*; there is no such file; download it, or make a split with splitBySeed\(dataset\.ids, \{ seed: 1, shares: \{ train: 0\.8, valid: 0\.1, test: 0\.1 \} \}\)\.$/,
      );
      expect(split).toThrow(expect.objectContaining({ code: 'ERR_INVALID_FILE' }));
      const parts = splitBySeed(faces.ids, { seed: 1, shares: { train: 0.8, valid: 0.1, test: 0.1 } });
      expect(Object.values(parts).flat().sort()).toEqual([...faces.ids].sort());
    });
  });

  it("takes the nearest pixel of each crop with resize: 'nearest'", async () => {
    await withTemporaryFolder(async (root) => {
      await writeRamps(root);
      const faces = await celebA({ root, size: 8, resize: 'nearest' });
      const { data } = await faces.images(faces.ids);
      for (const [i, { landmarks }] of rows.entries()) {
        const crop = celebaCrop(landmarksOf(landmarks))!;
        const line = Array.from({ length: 8 }, (_, x) => Math.round(data[i * 192 + 3 * x]! * 255));
        const nearest = line.map((_, x) => crop.left + Math.floor(((x + 0.5) * crop.width) / 8));
        expect(line).toEqual(nearest);
      }
    });
  });

  it('crops each face by its own landmarks', async () => {
    await withTemporaryFolder(async (root) => {
      await writeRamps(root);
      const faces = await celebA({ root, size: 8 });
      const { data } = await faces.images(faces.ids);
      for (const [i, { landmarks }] of rows.entries()) {
        const crop = celebaCrop(landmarksOf(landmarks))!;
        const image = data.subarray(i * 192, (i + 1) * 192);
        const mean = image.reduce((sum, value) => sum + value, 0) / 192;
        expect(mean * 255).toBeCloseTo(crop.left + (crop.width - 1) / 2, 1);
      }
      const whole = await celebA({ root, size: 8, crop: 'whole' });
      const mean = (await whole.images(['000004.jpg'])).data.reduce((sum, value) => sum + value, 0) / 192;
      expect(mean * 255).toBeCloseTo(177 / 2, 1);
    });
  });

  it.each([
    ['Kaggle', 'img_align_celeba/img_align_celeba', '', 'csv'],
    ['the official archives', 'Img/img_align_celeba', 'Anno', 'txt'],
  ] as const)('finds the files as %s lays them out', async (_who, images, tables, form) => {
    await withTemporaryFolder(async (root) => {
      await writeCeleba(join(root, 'flat'), rows, { form, lineEnd: '\n' }, (i) => jpegs[i]);
      await mkdir(join(root, 'celeba', images, '..'), { recursive: true });
      await mkdir(join(root, 'celeba', tables), { recursive: true });
      await rename(join(root, 'flat/img_align_celeba'), join(root, 'celeba', images));
      for (const name of Object.keys(celebaTables(rows, { form, lineEnd: '\n' }))) {
        await rename(join(root, 'flat', name), join(root, 'celeba', tables, name));
      }
      const faces = await celebA({ root: join(root, 'celeba'), size: 8 });
      expect((await faces.images(faces.ids)).shape).toEqual([count, 8, 8, 3]);
      expect(faces.split('valid').length).toBe(3);
    });
  });

  it('follows a link to the images, and a link that leads back', async () => {
    await withTemporaryFolder(async (root) => {
      await writeCeleba(root, rows, txt, (i) => jpegs[i]);
      await rename(join(root, 'img_align_celeba'), join(root, 'elsewhere'));
      await symlink(join(root, 'elsewhere'), join(root, 'img_align_celeba'));
      await symlink(root, join(root, 'elsewhere', 'again'));
      expect((await celebA({ root })).ids.length).toBe(count);
    });
  });

  it('works without splits, and without landmarks if images are not cropped', async () => {
    await withTemporaryFolder(async (root) => {
      await writeCeleba(root, rows, txt, (i) => jpegs[i]);
      await rm(join(root, 'list_eval_partition.txt'));
      await rm(join(root, 'list_landmarks_align_celeba.txt'));
      const faces = await celebA({ root, crop: 'whole' });
      expect(() => faces.split('train')).toThrow(/^celebA\.split: split "train" needs list_eval_partition/);
    });
  });

  it('leaves out and lists images that are missing or damaged, or whose crop is empty', async () => {
    await withTemporaryFolder(async (root) => {
      const moved = rows.map((row, i) =>
        i === 1 ? { ...row, landmarks: [40, ...row.landmarks.slice(1)] } : row,
      );
      await writeCeleba(root, moved, txt, (i) => (i === 4 ? undefined : jpegs[i]));
      await writeFile(join(root, 'img_align_celeba/000008.jpg'), jpegs[7]!.subarray(0, 400));
      await appendFile(join(root, 'img_align_celeba/000009.jpg'), 'appended, which is no harm');
      const faces = await celebA({ root, size: 8, onBadImage: 'skip' });
      expect(faces.ids.length).toBe(count - 2);
      expect(faces.split('train').length).toBe(4);
      const seen: string[] = [];
      for await (const { ids } of faces.batches({ batchSize: 4 })) seen.push(...ids);
      expect(seen.length).toBe(count - 3);
      expect(faces.skipped().map(({ id }) => id)).toEqual(['000002.jpg', '000005.jpg', '000008.jpg']);
      expect(faces.skipped()[0]!.reason).toMatch(/^its crop is empty/);
      await expect(celebA({ root })).rejects.toThrow(
        'celebA: image "000005.jpg" cannot be used; there is no such file in img_align_celeba; pass onBadImage',
      );

      await writeFile(join(root, 'img_align_celeba/000005.jpg'), jpegs[4]!);
      const usual = await celebA({ root, size: 8 });
      expect(usual.skipped().map(({ id }) => id)).toEqual(['000002.jpg']);
      await expect(usual.images(['000008.jpg'])).rejects.toThrow(
        /000008\.jpg: the JPEG is truncated or damaged/,
      );
    });
  });

  it('reads the same tables from File objects (decoding needs a browser)', async () => {
    const files = [
      ...Object.entries(celebaTables(rows, txt)).map(([name, text]) => new File([text], name)),
      ...rows.map(({ id }, i) => new File([jpegs[i]!], id)),
    ];
    for (const file of files) {
      const folder = file.name.endsWith('.jpg') ? 'celeba/img_align_celeba' : 'celeba';
      Object.defineProperty(file, 'webkitRelativePath', { value: `${folder}/${file.name}` });
    }
    const faces = await celebAFromFiles({ files });
    expect(faces.ids).toEqual(rows.map(({ id }) => id));
    expect(faces.split('test')).toEqual(rows.slice(9).map(({ id }) => id));
    await expect(celebAFromFiles({ files: [] })).rejects.toThrow(
      'celebA: files must be a list of File objects, such as input.files; got an array without files.',
    );
  });

  it('rejects when aborted, and reports how many tables are read', async () => {
    await withTemporaryFolder(async (root) => {
      await writeCeleba(root, rows, txt, (i) => jpegs[i]);
      const seen: Progress[] = [];
      await celebA({ root, onProgress: (progress) => seen.push(progress) });
      expect(seen).toEqual([1, 2, 3].map((done) => ({ done, total: 3 })));
      const controller = new AbortController();
      const onProgress = () => controller.abort(new Error('stop'));
      await expect(celebA({ root, signal: controller.signal, onProgress })).rejects.toThrow('stop');
    });
  });

  it.each([
    [
      undefined,
      'celebA: expected an object of options (root, size, crop, resize, onBadImage, signal, onProgress); got undefined.',
    ],
    [{}, 'celebA: root must be the path of a folder; got undefined.'],
    [{ root: 'x', size: 4 }, 'celebA: size must be a whole number from 8 to 1024; got 4.'],
    [{ root: 'x', crop: 'face' }, "celebA: crop must be 'landmarks' or 'whole'; got \"face\""],
    [{ root: 'x', onBadImage: 'warn' }, "celebA: onBadImage must be 'throw' or 'skip'; got \"warn\""],
  ])('rejects the options %j', async (options, message) => {
    await expect(celebA(options as never)).rejects.toThrow(message);
  });
});
