import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { expect, it } from 'vitest';
import { withTemporaryFolder } from '../../../test/test-data.js';
import { imageFolder, openImages } from '../../node.js';

/** A PNG whose pixels differ. */
const png = (seed: number, width = 5, height = 4) =>
  encode({
    ...{ width, height, channels: 3, depth: 8 },
    data: Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * seed * 7) % 256),
  });

it('reads the images that imageFolder reads, in any order and twice', async () => {
  await withTemporaryFolder(async (root) => {
    await mkdir(join(root, 'a/deep'), { recursive: true });
    for (const [i, path] of ['a/deep/x.png', 'a/y.png', 'z.png'].entries())
      await writeFile(join(root, path), png(i + 1, 5 + i, 9 - i));
    for (const options of [{ size: 3 }, { size: [6, 2], channels: 1, resize: 'nearest' }] as const) {
      const ids = ['z.png', 'a/deep/x.png', 'z.png'];
      const all = await imageFolder({ root, ...options, attributes: () => ({}) });
      const reader = await openImages({ root, ...options });
      expect(reader.imageShape).toEqual(all.imageShape);
      expect(await reader.images(ids)).toEqual(await all.images(ids));
      expect(await reader.sizes?.(ids)).toEqual(
        await Promise.all(ids.map(async (id) => (await stat(join(root, id))).size)),
      );
    }
  });
});

it('refuses paths that lead out of the folder, and names files that are missing or damaged', async () => {
  await withTemporaryFolder(async (root) => {
    await mkdir(join(root, 'in'));
    await writeFile(join(root, 'outside.png'), png(1));
    await writeFile(join(root, 'in/a.png'), png(1));
    await writeFile(join(root, 'in/cut.png'), png(3, 64, 64).subarray(0, 300));
    const reader = await openImages({ root: join(root, 'in'), size: 4 });
    const failure = (...ids: string[]) =>
      reader.images(ids).then(
        () => 'no error',
        (error: Error) => error.message,
      );
    for (const id of ['../outside.png', join(root, 'outside.png'), 'x/../../outside.png', 'C:\\a.png', '']) {
      expect(await failure('a.png', id)).toContain('openImages.images: expected the name of an image inside');
    }
    expect(await failure('a.png', 'no.png')).toMatch(/in\/no\.png.* does not exist/);
    expect(await failure('cut.png', 'a.png')).toMatch(/in\/cut\.png: the PNG is truncated or damaged/);
    expect(await failure()).toMatch(/at least one id/);
    await expect(reader.sizes?.(['a.png', '../outside.png'])).rejects.toThrow(/inside the folder/);
    await expect(reader.sizes?.(['no.png'])).rejects.toThrow(/in\/no\.png.* does not exist/);
    const aborted = AbortSignal.abort(new Error('stop'));
    await expect(reader.images(['a.png'], { signal: aborted })).rejects.toThrow('stop');
    await expect(openImages({ root: join(root, 'none'), size: 4 })).rejects.toThrow(/none.*does not exist/);
    await expect(openImages({ root } as never)).rejects.toThrow(/size/);
    await expect(openImages({ root, size: 4, attributes: 'a.csv' } as never)).rejects.toThrow(
      /unknown option "attributes"/,
    );
  });
});
