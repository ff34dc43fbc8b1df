import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it, vi } from 'vitest';
import {
  type CelebaRow,
  celebaAttributeNames,
  celebaId,
  usualLandmarks,
  writeCeleba,
} from '../../../test/celeba-folder.js';
import { withTemporaryFolder } from '../../../test/test-data.js';
import { celebA, openCelebAImages } from '../../node.js';

/** The folders that were listed. */
const listed: string[] = [];
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const readdir = (path: string, options: never) => {
    listed.push(String(path));
    return real.readdir(path, options);
  };
  return { ...real, readdir };
});

const rows: CelebaRow[] = Array.from({ length: 6 }, (_, i) => ({
  id: celebaId(i + 1),
  attributes: celebaAttributeNames.map(() => 1),
  landmarks: usualLandmarks.map((value, k) => value + ((i * (k + 1)) % 5)),
  part: 0,
}));
const jpegs = await Promise.all(
  rows.map((_, i) => {
    const pixels = Uint8Array.from({ length: 178 * 218 * 3 }, (_, k) => (k * (i + 3)) % 251);
    return sharp(pixels, { raw: { width: 178, height: 218, channels: 3 } })
      .jpeg()
      .toBuffer();
  }),
);
const write = (root: string) => writeCeleba(root, rows, { form: 'txt', lineEnd: '\n' }, (i) => jpegs[i]);

/** How the files lie in the official archives, torchvision and Kaggle. */
const layouts: Record<string, (root: string) => Promise<void>> = {
  torchvision: async () => {},
  official: async (root) => {
    for (const folder of ['Img', 'Anno']) await mkdir(join(root, folder));
    await rename(join(root, 'img_align_celeba'), join(root, 'Img/img_align_celeba'));
    for (const name of ['list_attr_celeba.txt', 'list_landmarks_align_celeba.txt'])
      await rename(join(root, name), join(root, 'Anno', name));
  },
  Kaggle: async (root) => {
    await rename(join(root, 'img_align_celeba'), join(root, 'inner'));
    await mkdir(join(root, 'img_align_celeba'));
    await rename(join(root, 'inner'), join(root, 'img_align_celeba/img_align_celeba'));
  },
};

it.each(Object.keys(layouts))(
  'reads the images that celebA reads, without listing them: %s',
  async (name) => {
    await withTemporaryFolder(async (root) => {
      await write(root);
      await layouts[name]!(root);
      const ids = [rows[4]!.id, rows[0]!.id];
      for (const options of [{ size: 16 }, { size: 32, crop: 'whole', resize: 'nearest' }] as const) {
        const expected = await (await celebA({ root, ...options })).images(ids);
        listed.length = 0;
        const reader = await openCelebAImages({ root, ...options });
        expect(await reader.images(ids)).toEqual(expected);
        expect(listed.filter((folder) => folder.includes('img_align_celeba'))).toEqual([]);
      }
    });
  },
);

it('names what is missing, and refuses ids that lead out of the folder', async () => {
  await withTemporaryFolder(async (root) => {
    await write(root);
    const images = (id: string) =>
      openCelebAImages({ root, size: 16 })
        .then((reader) => reader.images([id]))
        .then(
          () => 'no error',
          (error: Error) => error.message,
        );
    expect(await images('../list_attr_celeba.txt')).toMatch(/leads out of the folder/);
    expect(await images('999999.jpg')).toMatch(/"999999\.jpg" cannot be used; .*has no row for it/);
    await rm(join(root, 'img_align_celeba/000002.jpg'));
    expect(await images('000002.jpg')).toMatch(/img_align_celeba\/000002\.jpg.*does not exist/);
    await writeFile(join(root, 'img_align_celeba/000003.jpg'), jpegs[0]!.subarray(0, 400));
    expect(await images('000003.jpg')).toMatch(/000003\.jpg: the JPEG is truncated or damaged/);
    await rm(join(root, 'list_landmarks_align_celeba.txt'));
    expect(await images('000001.jpg')).toMatch(/expected list_landmarks_align_celeba/);
    await rm(join(root, 'img_align_celeba'), { recursive: true });
    expect(await images('000001.jpg')).toMatch(/expected a folder img_align_celeba/);
  });
});
