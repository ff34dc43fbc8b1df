import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { needsSharedData, sharedData, withTemporaryFolder } from '../../../test/test-data.js';
import { imageFolder as imageFolderFromFiles, splitByGroup } from '../../index.js';
import { imageFolder } from '../../node.js';

/** A uniform grey PNG. */
const png = (value: number, width = 4, height = 3) =>
  encode({ width, height, channels: 1, depth: 8, data: new Uint8Array(width * height).fill(value) });

describe('imageFolder', () => {
  it('joins pictures in nested folders with a CSV, by name or path', async () => {
    await withTemporaryFolder(async (root) => {
      await mkdir(join(root, 'a/deep'), { recursive: true });
      await mkdir(join(root, 'b'));
      for (const [path, value] of [
        ['a/deep/x.png', 10],
        ['b/x.png', 20],
        ['b/y.png', 30],
        ['z.png', 40],
      ] as const) {
        await writeFile(join(root, path), png(value));
      }
      const csv = '"file";"cat";kind\nb/x.png;1;big\ndeep/x.png;0;\ny.png;NA;small\n';
      await writeFile(join(root, 'labels.csv'), csv);
      const set = await imageFolder({ root, attributes: 'labels.csv', channels: 1 });
      expect(set.ids).toEqual(['b/x.png', 'deep/x.png', 'y.png']);
      expect(set.imageShape).toEqual([3, 4, 1]);
      expect(set.labels('cat')).toEqual([1, 0, null]);
      expect(set.labels('kind')).toEqual(['big', null, 'small']);
      expect(set.skipped()).toEqual([{ id: 'z.png', reason: 'labels.csv has no row for it' }]);
      const { data } = await set.images(set.ids);
      expect([data[0], data[12], data[24]].map((value) => Math.round(value! * 255))).toEqual([20, 10, 30]);
    });
  });

  it("resizes to the nearest pixel with resize: 'nearest'", async () => {
    await withTemporaryFolder(async (root) => {
      const data = Uint8Array.of(10, 20, 30, 40);
      await writeFile(join(root, 'a.png'), encode({ width: 4, height: 1, channels: 1, depth: 8, data }));
      const open = (resize: 'nearest' | 'bilinear') =>
        imageFolder({ root, attributes: () => ({ x: 1 }), size: [1, 2], channels: 1, resize });
      const levels = async (resize: 'nearest' | 'bilinear') =>
        [...(await (await open(resize)).images(['a.png'])).data].map((value) => Math.round(value * 255));
      expect(await levels('nearest')).toEqual([20, 40]);
      expect(await levels('bilinear')).not.toEqual([20, 40]);
      await expect(open('cubic' as 'nearest')).rejects.toThrow(
        "imageFolder: resize must be 'bilinear' or 'nearest'; got \"cubic\".",
      );
    });
  });

  it('accepts a function of the path for the attributes, which may leave pictures out', async () => {
    await withTemporaryFolder(async (root) => {
      await mkdir(join(root, 'cats'));
      await mkdir(join(root, 'dogs'));
      for (const path of ['cats/1.png', 'cats/2.png', 'dogs/1.png', 'other.png']) {
        await writeFile(join(root, path), png(7));
      }
      const attributes = (path: string) =>
        path.includes('/') ? { cat: path.startsWith('cats/') } : undefined;
      const set = await imageFolder({ root, attributes, size: [2, 5] });
      expect(set.idsWhere({ cat: 1 })).toEqual(['cats/1.png', 'cats/2.png']);
      expect(set.skipped().map(({ id }) => id)).toEqual(['other.png']);
      expect((await set.images(['dogs/1.png'])).shape).toEqual([1, 2, 5, 3]);
      await expect(imageFolder({ root, attributes: () => undefined })).rejects.toThrow(
        'imageFolder: the function "attributes" must return attributes for at least one picture; it returned undefined for all 4.',
      );
    });
  });

  it('warns about pictures in formats that are not read, and lists them', async () => {
    await withTemporaryFolder(async (root) => {
      for (const path of ['a.png', 'b.bmp', 'c.HEIC', 'd.bmp', 'notes.txt'])
        await writeFile(join(root, path), png(7));
      const warnings: string[] = [];
      const onWarning = (message: string) => void warnings.push(message);
      const set = await imageFolder({ root, attributes: () => ({}), onWarning });
      expect(set.ids).toEqual(['a.png']);
      expect(warnings).toEqual([
        `imageFolder: ${root}: 3 pictures are left out, because the format is not read (2 .bmp, 1 .heic; "b.bmp", …); convert them to PNG.`,
      ]);
      expect(set.skipped()).toContainEqual({
        id: 'c.HEIC',
        reason: '.heic pictures are not read; convert it to PNG',
      });
    });
  });

  it('leaves out missing and damaged pictures with onBadImage: skip', async () => {
    await withTemporaryFolder(async (root) => {
      await writeFile(join(root, 'attributes.csv'), 'id,x\nbroken.png,1\na.png,0\ngone.png,1\nb.png,1\n');
      await writeFile(join(root, 'broken.png'), png(1).subarray(0, 40));
      await writeFile(join(root, 'a.png'), png(1));
      await writeFile(join(root, 'b.png'), png(2));
      await expect(imageFolder({ root })).rejects.toThrow(
        /expected a picture for every id; there is no such file in the folder for "gone\.png" \(1 such ids\); pass onBadImage/,
      );
      const set = await imageFolder({ root, onBadImage: 'skip' });
      const seen: string[] = [];
      for await (const { ids } of set.batches()) seen.push(...ids);
      expect(seen).toEqual(['a.png', 'b.png']);
      expect(set.skipped().map(({ id }) => id)).toEqual(['gone.png', 'broken.png']);
    });
  });

  it('reads PGM from File objects without a browser', async () => {
    const pgm = new Uint8Array([...new TextEncoder().encode('P5 2 1 255\n'), 51, 255]);
    const files = [new File([pgm], 'a.pgm'), new File(['id,x\na.pgm,1\n'], 'attributes.csv')];
    const set = await imageFolderFromFiles({ files, channels: 1 });
    expect(Array.from((await set.images(['a.pgm'])).data)).toEqual([Math.fround(0.2), 1]);
    const twice = [...files, new File([pgm], 'a.pgm')];
    await expect(imageFolderFromFiles({ files: twice })).rejects.toThrow(
      'imageFolder: files contains two files named "a.pgm"; pass only one of them.',
    );
  });

  it.each([
    [{ root: 'x', size: 0 }, 'imageFolder: size must be a whole number from 1 to 4096; got 0.'],
    [{ root: 'x', size: [1, 2, 3] }, 'imageFolder: size must be a number or [height, width]; got [1, 2, 3].'],
    [{ root: 'x', channels: 4 }, 'imageFolder: channels must be 1 (grey) or 3 (red, green, blue); got 4'],
    [{ root: 'x', attributes: 7 }, 'imageFolder: attributes must be the name of a CSV file'],
  ])('rejects the options %j', async (options, message) => {
    await expect(imageFolder(options as never)).rejects.toThrow(message);
  });

  const { skip, why } = needsSharedData('cmu-faces');
  it.skipIf(skip)(`reads 624 photographs of 20 people${why}`, async () => {
    const root = join(sharedData, 'cmu-faces');
    const faces = await imageFolder({ root, channels: 1 });
    expect(faces.ids.length).toBe(624);
    expect(faces.imageShape).toEqual([60, 64, 1]);
    expect(faces.skipped()).toEqual([]);
    // The file names contain the same attributes as the table: person_pose_expression_eyes.
    const byName = await imageFolder({
      root,
      channels: 1,
      attributes: (path) => {
        const [person, pose, expression, eyes] = path.replace(/^.*\/|\.pgm$/g, '').split('_');
        return { person: person!, pose: pose!, expression: expression!, eyes: eyes! };
      },
    });
    for (const id of faces.ids) expect(byName.attributesOf(`images/${id}`)).toEqual(faces.attributesOf(id));
    expect(new Set(faces.labels('person')).size).toBe(20);

    const { train, test } = splitByGroup(faces, { attribute: 'person', heldOut: 6, seed: 1 });
    expect(train.length + test.length).toBe(624);
    let sum = 0;
    for await (const { images } of faces.batches({ ids: test, batchSize: 50 })) {
      for (const value of images.data) sum += value;
    }
    const mean = sum / (test.length * 60 * 64);
    expect(mean).toBeGreaterThan(0.2);
    expect(mean).toBeLessThan(0.6);
  });
});
