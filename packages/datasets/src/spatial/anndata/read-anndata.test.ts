import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Dataset, File, type Group } from 'h5wasm/node';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { writeFrame, writeMapping, writeNumbers, writeStrings } from '../../../test/h5wasm-elements.js';
import { barcodes, geneNames, matrix, tissueCounts, writeH5ad } from '../../../test/spatial-files.js';
import { withTemporaryFolder } from '../../../test/test-data.js';
import { geneCounts } from '../gene-counts.js';
import { readAnnData } from './anndata-from-bytes.js';
import { openAnnData } from './anndata-from-path.js';
import { addToAnnData } from './write/add-to-anndata.js';
import { writeAnnData } from './write/write-anndata.js';

const strict = {
  onWarning: (message: string) => {
    throw new Error(message);
  },
};

/** An h5ad with a matrix in any of the three forms, with its entries in any order. */
function writeMatrix(
  path: string,
  dense: readonly (readonly number[])[],
  form: 'dense' | 'csr' | 'csc',
  turn: boolean,
) {
  const [rows, columns] = [dense.length, dense[0]!.length];
  const file = new File(path, 'w');
  writeFrame(
    file,
    'obs',
    dense.map((_, i) => `s${i}`),
    {},
  );
  writeFrame(
    file,
    'var',
    dense[0]!.map((_, i) => `g${i}`),
    {},
  );
  writeNumbers(writeMapping(file, 'obsm'), 'spatial', new Float64Array(rows * 2), [rows, 2]);
  if (form === 'dense') {
    writeNumbers(file, 'X', Float32Array.from(dense.flat()), [rows, columns]);
  } else {
    const runs = form === 'csr' ? dense : dense[0]!.map((_, column) => dense.map((row) => row[column]!));
    const indptr = [0];
    const entries = runs.flatMap((run) => {
      // Zeros at even positions are stored too, which scipy allows.
      const found = [...run.entries()].filter(([at, value]) => value !== 0 || at % 2 === 0);
      indptr.push(indptr.at(-1)! + found.length);
      return turn ? found.reverse() : found;
    });
    const group = file.create_group('X');
    group.create_attribute('encoding-type', `${form}_matrix`, [], 'S');
    group.create_attribute('shape', BigInt64Array.of(BigInt(rows), BigInt(columns)), [2]);
    writeNumbers(group, 'indptr', Int32Array.from(indptr));
    writeNumbers(
      group,
      'indices',
      Int32Array.from(entries, ([at]) => at),
    );
    writeNumbers(
      group,
      'data',
      Float64Array.from(entries, ([, value]) => value),
    );
  }
  file.close();
}

describe('openAnnData', () => {
  it('reads what was written, with labels, columns and pictures', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.h5ad');
      await writeH5ad(path);
      const { images, ...tissue } = await openAnnData(path, { labels: 'label', ...strict });
      const { spots, ...expected } = tissueCounts();
      expect(tissue).toMatchObject(expected);
      expect(tissue.spots.names).toEqual(barcodes);
      for (const key of ['x', 'y', 'pixels', 'layout', 'diameter'] as const) {
        expect(tissue.spots[key]).toEqual(spots[key]);
      }
      expect(tissue.spots.labels!.slice(8, 12)).toEqual(['GCL', null, null, null]);
      expect(Object.keys(tissue.spots.columns!)).toEqual(['in_tissue', 'array_row', 'array_col', 'label']);
      const pixels = await images![0]!.read();
      expect(pixels.shape).toEqual([80, 124, 3]);
      expect(pixels.data.every((value) => value === 7)).toBe(true);
      const fromBytes = await readAnnData(await readFile(path), { labels: 'label', ...strict });
      expect({ ...fromBytes, images: 0 }).toEqual({ ...tissue, images: 0 });
      expect((await fromBytes.images![0]!.read()).data).toEqual(pixels.data);
    });
  });

  it('reads any matrix in all three forms, entries in any order, stored zeros or not', async () => {
    const anyMatrix = fc
      .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 5 }))
      .chain(([rows, columns]) =>
        fc.array(
          fc.array(fc.constantFrom(0, 0, 0, 1, 2, 70000), { minLength: columns, maxLength: columns }),
          {
            minLength: rows,
            maxLength: rows,
          },
        ),
      );
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.h5ad');
      await fc.assert(
        fc.asyncProperty(
          anyMatrix,
          fc.constantFrom('dense', 'csr', 'csc'),
          fc.boolean(),
          async (dense, form, turn) => {
            writeMatrix(path, dense, form, turn);
            const tissue = await openAnnData(path, { onWarning: () => {} });
            expect(tissue.spots.layout).toBe('free');
            for (const [gene, name] of tissue.genes.entries()) {
              expect(Array.from(geneCounts(tissue, name))).toEqual(dense.map((row) => row[gene]));
            }
            expect(tissue.counts.values.every((value) => value > 0)).toBe(true);
          },
        ),
        { numRuns: 60 },
      );
    });
  });

  it('reads both encodings of categories and nullable columns, and warns about columns that it leaves out', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.h5ad');
      await writeH5ad(path, (file) => {
        const obs = file.get('obs') as Group;
        const codes = Int8Array.from(barcodes, (_, spot) => (spot % 3) - 1);
        obs.create_group('__categories');
        writeStrings(file.get('obs/__categories') as Group, 'old', ['a', 'b']);
        obs.create_dataset({ name: 'old', data: codes });
        const group = obs.create_group('new');
        group.create_attribute('encoding-type', 'categorical', [], 'S');
        writeStrings(group, 'categories', ['a', 'b']);
        writeNumbers(group, 'codes', codes);
        const nullable = obs.create_group('maybe');
        nullable.create_attribute('encoding-type', 'nullable-integer', [], 'S');
        writeNumbers(
          nullable,
          'values',
          Int32Array.from(barcodes, (_, spot) => spot),
        );
        writeNumbers(
          nullable,
          'mask',
          Uint8Array.from(barcodes, (_, spot) => spot % 2),
        );
        obs.create_group('odd').create_attribute('encoding-type', 'awkward-array', [], 'S');
      });
      const warnings: string[] = [];
      const { spots } = await openAnnData(path, { onWarning: (message) => warnings.push(message) });
      const expected = barcodes.map((_, spot) => [null, 'a', 'b'][spot % 3]);
      expect(spots.columns!.old).toEqual(expected);
      expect(spots.columns!.new).toEqual(expected);
      expect((spots.columns!.maybe as Float64Array).slice(0, 3)).toEqual(Float64Array.of(0, Number.NaN, 2));
      expect(warnings).toEqual([
        `openAnnData: ${path}: column "odd" of /obs is of an unsupported type; it is left out.`,
      ]);
    });
  });

  it('names the part that it cannot read', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.h5ad');
      await writeH5ad(path);
      await expect(openAnnData(path, { layer: 'x', raw: true })).rejects.toThrow(
        'openAnnData: expected layer or raw; got both, layer "x" and raw; pass one of them.',
      );
      await expect(openAnnData(path, { labels: 'layer' })).rejects.toThrow(
        'expected a column "layer" of obs for the labels; valid columns: in_tissue, array_row, array_col, label.',
      );
      await expect(openAnnData(join(folder, 'none.h5ad'))).rejects.toThrow(
        /^openAnnData: .*none\.h5ad: the file does not exist; check the path\.$/,
      );
      await expect(readAnnData('a.h5ad' as never)).rejects.toThrow(
        'readAnnData: expected a File, Blob, ArrayBuffer or Uint8Array; got a string.',
      );
      const signal = AbortSignal.abort(new Error('enough'));
      await expect(openAnnData(path, { signal })).rejects.toThrow('enough');
      // After an error the file is closed, so it can be replaced and opened again.
      await writeFile(path, await readFile(path));
      expect((await openAnnData(path)).genes).toEqual(geneNames);
    });
  });
});

describe('addToAnnData', () => {
  it('writes whole numbers as integers (scanpy plots floats as a continuum)', async () => {
    await withTemporaryFolder(async (folder) => {
      const to = join(folder, 'a.h5ad');
      const each = (value: (spot: number) => number | null) =>
        tissueCounts().spots.names.map((_, i) => value(i));
      const obs = {
        cluster: each((i) => i % 3),
        part: each((i) => i / 2),
        gap: each((i) => (i === 0 ? null : i)),
      };
      await writeAnnData({ to, counts: tissueCounts(), obs });
      const file = new File(to, 'r');
      const dtypes = Object.keys(obs).map((name) => (file.get(`obs/${name}`) as Dataset).dtype);
      file.close();
      expect(dtypes).toEqual(['<i', '<d', '<d']);
    });
  });

  it.each([
    // The owner may write to the copy.
    [0o444, 0o644],
    [0o400, 0o600],
  ])(
    'copies a read-only original with permissions %i to a file that can be written to',
    async (mode, expected) => {
      await withTemporaryFolder(async (folder) => {
        const [from, to] = [join(folder, 'a.h5ad'), join(folder, 'b.h5ad')];
        await writeH5ad(from);
        await chmod(from, mode);
        const counts = await openAnnData(from);
        const map = new Float32Array(barcodes.length).fill(2);
        // The second copy replaces the first.
        for (let copy = 0; copy < 2; copy++) await addToAnnData({ from, to, counts, obs: { map } });
        expect((await openAnnData(to)).spots.columns?.map).toEqual(Float64Array.from(map));
        expect((await stat(to)).mode & 0o777).toBe(expected);
        expect((await stat(from)).mode & 0o777).toBe(mode);
      });
    },
  );

  it('rejects taken names, unknown spots, wrong lengths and names with a slash, and makes no file', async () => {
    await withTemporaryFolder(async (folder) => {
      const from = join(folder, 'a.h5ad');
      const to = join(folder, 'b.h5ad');
      await writeH5ad(from);
      const before = await readFile(from);
      const counts = await openAnnData(from);
      const add = (more: object) => addToAnnData({ from, to, counts, ...more });
      const map = new Float32Array(barcodes.length);
      await expect(add({ obs: { label: map } })).rejects.toThrow(
        'obs: the name "label" is taken; choose another name.',
      );
      await expect(add({ obs: { map: map.subarray(1) } })).rejects.toThrow(
        'addToAnnData: obs: column "map" must have 18 values, one per row; got 17.',
      );
      await expect(add({ obs: { 'a/b': map } })).rejects.toThrow(
        'addToAnnData: obs: expected a name that HDF5 can store; got "a/b"; choose one without a slash.',
      );
      await expect(add({ obsm: { maps: ndarray(map, [9, 2]) } })).rejects.toThrow(
        'addToAnnData: obsm["maps"] must be an ndarray [18, k], with one row per spot; got shape [9, 2].',
      );
      await expect(add({ uns: { a: { b: null } } })).rejects.toThrow(
        /^addToAnnData: uns\["a"\]\["b"\] must be a string, number, boolean, list, array or record; got null\.$/,
      );
      await expect(add({ to: from })).rejects.toThrow(
        'addToAnnData: from and to must differ, as the original is never changed; both are',
      );
      const strange = { ...counts, spots: { ...counts.spots, names: barcodes.map((name) => `x${name}`) } };
      await expect(add({ counts: strange, obs: { map } })).rejects.toThrow(
        /^addToAnnData: .*: obs: expected a row for every name of the counts; "xAC.*" is missing \(18 of 18 are\); use the file that the counts are from\.$/,
      );
      expect(await readdir(folder)).toEqual(['a.h5ad']);
      await add({ obs: { map }, uns: { csm: { seed: 1 } } });
      expect(await readFile(from)).toEqual(before);
      expect((await openAnnData(to)).spots.columns!.map).toEqual(Float64Array.from(map));
      expect((await readdir(folder)).sort()).toEqual(['a.h5ad', 'b.h5ad']);
    });
  });
});

describe('openAnnData with several slides', () => {
  it('warns that spots of all libraries are read', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.h5ad');
      await writeH5ad(path, (file) => void file.create_group('uns/spatial/second'));
      const said: string[] = [];
      const tissue = await openAnnData(path, {
        library: 'sample',
        onWarning: (message) => void said.push(message),
      });
      expect(tissue.images).toHaveLength(1);
      expect(said).toEqual([
        `openAnnData: ${path}: uns['spatial'] has 2 libraries; the pictures are those of "sample", but the 18 spots may belong to all of them; ` +
          'select those of one library with selectSpots.',
      ]);
    });
  });

  it('says that places are stored in an unsupported form', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.h5ad');
      const file = new File(path, 'w');
      writeFrame(file, 'obs', barcodes, {});
      writeFrame(file, 'var', geneNames, {});
      writeFrame(writeMapping(file, 'obsm'), 'spatial', barcodes, { x: new Float64Array(barcodes.length) });
      file.close();
      await expect(openAnnData(path, strict)).rejects.toThrow(
        /obsm\['spatial'\], \[18, 2\]; it is a dataframe; make it an array in Python \(adata.obsm\['spatial'\] = adata.obsm\['spatial'\].to_numpy\(\)\)/,
      );
    });
  });
});

describe('writeAnnData', () => {
  it('replaces a file only when the new one is complete', async () => {
    await withTemporaryFolder(async (folder) => {
      const to = join(folder, 'a.h5ad');
      await writeFile(to, 'before');
      const counts = tissueCounts();
      const unreadable = {
        name: 'hires',
        width: 1,
        height: 1,
        scale: 1,
        read: () => Promise.reject(new Error('gone')),
      };
      await expect(writeAnnData({ to, counts: { ...counts, images: [unreadable] } })).rejects.toThrow('gone');
      await expect(writeAnnData({ to, counts, obs: { in_tissue: [] } })).rejects.toThrow(
        /^writeAnnData: obs: column "in_tissue" must have 18 values, one per row; got 0\.$/,
      );
      expect(await readFile(to, 'utf8')).toBe('before');
      await writeAnnData({ to, counts });
      expect(await readdir(folder)).toEqual(['a.h5ad']);
      const file = new File(to, 'r');
      expect(Array.from((file.get('X/data') as Dataset).value as Float32Array)).toEqual(
        matrix[0]!.flatMap((_, gene) => matrix.map((row) => row[gene]!)).filter((count) => count !== 0),
      );
      file.close();
    });
  });
});
