import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { File, type Group } from 'h5wasm/node';
import { describe, expect, it } from 'vitest';
import { writeFrame, writeMapping, writeNumbers } from '../../../test/h5wasm-elements.js';
import { barcodes, geneNames, placeOf, spotsOfTissue, writeH5ad } from '../../../test/spatial-files.js';
import { withTemporaryFolder } from '../../../test/test-data.js';
import { geneRasters } from '../gene-rasters.js';
import { spotTable } from '../results/result-tables.js';
import { selectSpots } from '../select-spots.js';
import { readAnnData } from './anndata-from-bytes.js';
import { openAnnData } from './anndata-from-path.js';
import { writeAnnData } from './write/write-anndata.js';

const strict = {
  onWarning: (message: string) => {
    throw new Error(message);
  },
};

/** Cells without `array_row` and `array_col`, and with these arrays in `obsm`, [cells, columns]. */
function writeCells(path: string, obsm: readonly string[], columns = 2) {
  const file = new File(path, 'w');
  writeFrame(file, 'obs', barcodes, { cluster: barcodes.map((_, i) => `c${i % 3}`) });
  writeFrame(file, 'var', geneNames, {});
  writeNumbers(file, 'X', new Float32Array(barcodes.length * geneNames.length).fill(1), [
    barcodes.length,
    geneNames.length,
  ]);
  const mapping = writeMapping(file, 'obsm');
  const places = Float64Array.from({ length: columns * barcodes.length }, (_, i) => i);
  for (const name of obsm) writeNumbers(mapping, name, places, [barcodes.length, columns]);
  file.close();
}

describe('openAnnData({ spatial })', () => {
  it('reads the positions from another key of obsm', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.h5ad');
      writeCells(path, ['X_umap', 'X_spatial']);
      const { spots } = await openAnnData(path, { spatial: 'X_spatial', ...strict });
      expect(spots.layout).toBe('free');
      expect([...spots.pixels!.x.slice(0, 3), ...spots.pixels!.y.slice(0, 3)]).toEqual([0, 2, 4, 1, 3, 5]);
      const fromBytes = await readAnnData(await readFile(path), { spatial: 'X_spatial', ...strict });
      expect(fromBytes.spots).toEqual(spots);
    });
  });

  it('says how to pass the key, or to read no positions', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.h5ad');
      const ending = 'for cells without positions pass { spatial: false }.';
      writeCells(path, ['X_umap', 'X_spatial']);
      await expect(openAnnData(path)).rejects.toThrow(
        `openAnnData: ${path}: expected the positions of the spots in obsm['spatial'], [18, 2]; valid keys of obsm: X_spatial, X_umap; ` +
          `pass the key of the positions as in { spatial: 'X_spatial' }; ${ending}`,
      );
      await expect(openAnnData(path, { spatial: 'X_spatail' })).rejects.toThrow(
        /expected the positions of the spots in obsm\['X_spatail'\], .* as in \{ spatial: 'X_spatial' \}/,
      );
      writeCells(path, []);
      await expect(openAnnData(path)).rejects.toThrow(`obsm is empty; ${ending}`);
    });
  });

  it('opens single cells without positions, which can be selected, tabulated and written, but not drawn', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.h5ad');
      writeCells(path, ['X_umap']);
      const cells = await openAnnData(path, { spatial: false, labels: 'cluster', ...strict });
      expect(cells.spots).toMatchObject({ names: barcodes, layout: 'none' });
      expect(cells.spots.pixels).toBeUndefined();
      expect([...cells.spots.x, ...cells.spots.y].every(Number.isNaN)).toBe(true);
      expect(() => geneRasters(cells)).toThrow(
        'geneRasters: expected spots with positions; these cells have none; use genes as features instead of pictures.',
      );
      expect(spotTable(selectSpots(cells, [2]), { map: [0.5] })).toBe(
        `spot,label,map\n${barcodes[2]},c2,0.5`,
      );
      const to = join(folder, 'b.h5ad');
      await writeAnnData({ to, counts: cells });
      const again = await openAnnData(to, { spatial: false, labels: 'label', ...strict });
      expect(again.spots.labels).toEqual(cells.spots.labels);
      expect(again.counts).toEqual(cells.counts);
      await expect(openAnnData(to)).rejects.toThrow('obsm is empty');
    });
  });

  it('keeps the places on the array of Visium, which obs holds', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.h5ad');
      await writeH5ad(path);
      const { spots } = await openAnnData(path, { spatial: false, ...strict });
      expect(spots.layout).toBe('hexagonal');
      expect([...spots.x]).toEqual(spotsOfTissue.map(({ col }) => col));
      expect(spots.pixels).toBeUndefined();
    });
  });

  it('takes x and y of three coordinates, and rejects an array with more columns', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.h5ad');
      writeCells(path, ['spatial3d'], 3);
      const { spots } = await openAnnData(path, { spatial: 'spatial3d', ...strict });
      expect([...spots.x].slice(0, 3)).toEqual([0, 3, 6]);
      expect([...spots.y].slice(0, 3)).toEqual([1, 4, 7]);
      writeCells(path, ['X_pca'], 50);
      await expect(openAnnData(path, { spatial: 'X_pca' })).rejects.toThrow(
        /expected obsm\['X_pca'\] of shape \[18, 2\]; .*18, 50.*; pass the key of the positions, or \{ spatial: false \}/,
      );
    });
  });

  it.each([[true], [''], [3]])('rejects spatial: %j', async (spatial) => {
    await expect(openAnnData('none.h5ad', { spatial } as never)).rejects.toThrow(
      `openAnnData: spatial must be a key of obsm, such as "X_spatial", or false to read no positions; got ${JSON.stringify(spatial)}.`,
    );
  });
});

describe('openAnnData({ images: false })', () => {
  const at = (file: File, path: string) => file.get(path) as Group;

  it.each<[string, (file: File) => void, string]>([
    [
      'a thumbnail at the scale of another picture',
      (file) => {
        at(file, 'uns/spatial/sample').create_group('images2');
        writeNumbers(at(file, 'uns/spatial/sample/images'), 'lowres', new Uint8Array(4 * 4 * 3), [4, 4, 3]);
        writeNumbers(
          at(file, 'uns/spatial/sample/scalefactors'),
          'tissue_lowres_scalef',
          Float64Array.of(0.2),
          [],
        );
      },
      'are outside the image "lowres" of 4×4 pixels at scale 0.2; use the picture of this tissue, and the scale of this picture, ',
    ],
    [
      'a thumbnail without a scale',
      (file) =>
        writeNumbers(
          at(file, 'uns/spatial/sample/images'),
          'thumbnail',
          new Uint8Array(4 * 4 * 3),
          [4, 4, 3],
        ),
      'expected scalefactors/tissue_thumbnail_scalef, the scale of /uns/spatial/sample/images/thumbnail; it is missing; ',
    ],
    [
      'a grey picture',
      (file) => writeNumbers(at(file, 'uns/spatial/sample/images'), 'grey', new Uint8Array(16), [4, 4]),
      'expected a picture [height, width, 3] in /uns/spatial/sample/images/grey; it holds ',
    ],
  ])('leaves out %s, as its error advises', async (_, change, message) => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.h5ad');
      await writeH5ad(path, change);
      const error: unknown = await openAnnData(path).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ message: expect.stringContaining(message) });
      expect(error).toMatchObject({
        message: expect.stringMatching(/pass \{ images: false \} to read the counts without pictures\.$/),
      });
      const { images, spots } = await openAnnData(path, { images: false, ...strict });
      expect(images).toEqual([]);
      expect(spots.diameter).toBe(60);
      expect(spots.pixels!.x[0]).toBe(placeOf(spotsOfTissue[0]!).x);
    });
  });

  it('needs neither a library nor a valid scale', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.h5ad');
      await writeH5ad(path, (file) => {
        file.create_group('uns/spatial/second');
        writeNumbers(
          at(file, 'uns/spatial/sample/scalefactors'),
          'tissue_odd_scalef',
          Float64Array.of(0),
          [],
        );
      });
      await expect(openAnnData(path)).rejects.toThrow(
        'it has 2: sample, second; choose one with { library }',
      );
      const all = await openAnnData(path, { images: false, ...strict });
      expect([all.images, all.spots.diameter]).toEqual([[], undefined]);
      const one = await openAnnData(path, { images: false, library: 'sample', ...strict });
      expect([one.images, one.spots.diameter]).toEqual([[], 60]);
    });
  });

  it.each([{ layer: 3 }, { layer: '' }, { labels: '' }, { library: 3 }])('rejects %j', async (options) => {
    await expect(openAnnData('none.h5ad', options as never)).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message: expect.stringMatching(/^openAnnData: (layer|labels|library) must be a name in the file; got /),
    });
  });
});
