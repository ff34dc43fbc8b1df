import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syntheticBulb } from '@csm/datasets';
import { celebA, imageFolder, writeAnnData } from '@csm/datasets/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDrawnCeleba } from '../../packages/datasets/test/celeba-folder.js';
import { chromiumPath, why } from './chromium.js';
import { datasetContents } from './dataset-contents.js';
import { type OpenPage, openPage } from './open-page.js';
import { testPictures } from './test-pictures.js';

/** The largest difference, in levels of 0 to 255. */
const levels = (found: Float32Array, expected: ArrayLike<number>) =>
  found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!) * 255), 0);

const bytesOf = (pictures: Awaited<ReturnType<typeof testPictures>>) =>
  Object.fromEntries(Object.entries(pictures).map(([name, { bytes }]) => [name, bytes]));

describe.skipIf(chromiumPath === undefined)(`@csm/datasets in Chromium${why}`, () => {
  let page: OpenPage<typeof import('./pages/datasets.js')>;
  let root: string;
  /** Makes a folder with files. */
  const folderOf = async (name: string, files: Record<string, Uint8Array | string> = {}) => {
    const folder = join(root, name);
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    return folder;
  };
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'csm-browser-'));
    page = await openPage('datasets');
  });
  afterAll(async () => {
    await page?.close();
    await rm(root, { recursive: true });
  });

  it('decodes PNG as Node does, and JPEG up to the difference between two decoders', async () => {
    const pictures = await testPictures();
    const folder = await folderOf('all', bytesOf(pictures));
    const inNode = await imageFolder({ root: folder, attributes: () => ({}) });
    await page.chooseFolder(folder);
    const found = await page.call('pictures');
    expect(Object.keys(found).sort()).toEqual([...inNode.ids].sort());
    for (const [name, { levels: allowed }] of Object.entries(pictures)) {
      const expected = (await inNode.images([name])).data;
      expect(found[name]!.length, name).toBe(expected.length);
      // 0.005: the rounding of float32.
      expect(levels(found[name]!, expected), name).toBeLessThanOrEqual(allowed + 0.005);
    }
  });

  it('opens nested folders with a table as Node does, and leaves out damaged images', async () => {
    const pictures = bytesOf(await testPictures());
    const jpeg = pictures['photo.jpg']!;
    const folder = await folderOf('folder', {
      'attributes.csv':
        'id,cat,kind\nb/x.png,1,big\na/deep/x.png,0,\ny.jpg,NA,small\ncut.jpg,1,big\nhtml.png,0,big\n',
      'a/deep/x.png': pictures['colour.png']!,
      'b/x.png': pictures['grey.png']!,
      'b/y.jpg': jpeg,
      'cut.jpg': jpeg.subarray(0, jpeg.length / 2),
      'html.png': '<!doctype html><p>Not found',
      '.hidden/z.png': pictures['grey.png']!,
      'unlisted.png': pictures['grey.png']!,
    });
    const inNode = await datasetContents(await imageFolder({ root: folder, size: 20, onBadImage: 'skip' }));
    await page.chooseFolder(folder);
    const found = await page.call('folderContents', 20);
    expect(found).toEqual(inNode);
    expect(found.ids).toEqual(['b/x.png', 'a/deep/x.png', 'y.jpg']);
    expect(found.skipped).toEqual(['unlisted.png', 'cut.jpg', 'html.png']);
  });

  it('opens CelebA as Node does', async () => {
    const folder = await folderOf('celeba');
    await writeDrawnCeleba(folder, { count: 6, form: 'txt', lineEnd: '\r\n' });
    await page.chooseFolder(folder);
    const found = await page.call('celebaContents', 32);
    expect(found).toEqual(await datasetContents(await celebA({ root: folder, size: 32 })));
    expect(found.ids.length).toBe(6);
  });

  it('reads AnnData, and loads the HDF5 library itself', async () => {
    const counts = syntheticBulb({ genes: 12, seed: 1 });
    const folder = await folderOf('tissue', { 'read.me': 'spots' });
    await writeAnnData({ to: join(folder, 'tissue.h5ad'), counts });
    await page.chooseFolder(folder);
    const found = await page.call('annData');
    expect(found.genes).toEqual(counts.genes);
    expect(found.names).toEqual(counts.spots.names);
    expect([...found.values]).toEqual([...counts.counts.values]);
  });

  it('refuses a damaged AnnData file that hangs libhdf5, and reads the next', async () => {
    const folder = await folderOf('damaged', { 'read.me': 'spots' });
    await writeAnnData({ to: join(folder, 'tissue.h5ad'), counts: syntheticBulb({ genes: 12, seed: 1 }) });
    const good = await readFile(join(folder, 'tissue.h5ad'));
    const heap = good.indexOf('GCOL');
    await writeFile(join(folder, 'tissue.h5ad'), Buffer.from(good).fill(0, heap + 16, heap + 4096));
    await page.chooseFolder(folder);
    await expect(page.call('annData')).rejects.toThrow(
      /readAnnData: tissue\.h5ad: .* does not finish within 7 seconds/,
    );
    await writeFile(join(folder, 'tissue.h5ad'), good);
    await page.chooseFolder(folder);
    expect((await page.call('annData')).genes.length).toBe(12);
  });

  it('logs no error to the console', () => {
    expect(page.errors).toEqual([]);
  });
});
