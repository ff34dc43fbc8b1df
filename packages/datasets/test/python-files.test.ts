import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hdf5Dataset } from '@csm/base/hdf5';
import { hdf5FromPath } from '@csm/base/hdf5-node';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAnnData } from '../src/spatial/anndata/anndata-from-bytes.js';
import { openAnnData } from '../src/spatial/anndata/anndata-from-path.js';
import { addToAnnData } from '../src/spatial/anndata/write/add-to-anndata.js';
import { addToAnnDataBytes } from '../src/spatial/anndata/write/add-to-anndata-bytes.js';
import { writeAnnData } from '../src/spatial/anndata/write/write-anndata.js';
import { writeAnnDataBytes } from '../src/spatial/anndata/write/write-anndata-bytes.js';
import { geneCounts } from '../src/spatial/gene-counts.js';
import type { SpatialCounts } from '../src/spatial/spatial-counts.js';
import { openVisium } from '../src/spatial/visium/visium-from-folder.js';
import { syntheticBulb } from '../src/synthetic/synthetic-bulb.js';
import { python, runPython, withoutPython } from './run-python.js';

interface Expected {
  readonly barcodes: string[];
  readonly ids: string[];
  readonly symbols: string[];
  readonly dense: number[][];
  readonly row: number[];
  readonly col: number[];
  readonly pixel_row: number[];
  readonly pixel_col: number[];
}

const silent = { onWarning: () => {} };
const folder = mkdtempSync(join(tmpdir(), 'csm-python-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!python)(`files written by h5py, scipy and anndata${withoutPython}`, () => {
  const files = join(folder, 'files');
  let expected: Expected;
  beforeAll(async () => {
    runPython('write_spatial_files.py', files);
    expected = JSON.parse(await readFile(join(files, 'expected.json'), 'utf8'));
  });

  const expectTissue = (tissue: SpatialCounts, genes = expected.symbols) => {
    expect(tissue.spots.names).toEqual(expected.barcodes);
    expect(tissue.genes).toEqual(genes);
    expect(tissue.geneIds).toEqual(expected.ids.slice(0, genes.length));
    expect(tissue.spots.layout).toBe('hexagonal');
    expect(Array.from(tissue.spots.x)).toEqual(expected.col);
    expect(Array.from(tissue.spots.y)).toEqual(expected.row);
    expect(Array.from(tissue.spots.pixels!.x)).toEqual(expected.pixel_col);
    expect(Array.from(tissue.spots.pixels!.y)).toEqual(expected.pixel_row);
    expect(tissue.spots.diameter).toBe(55.5);
    for (const [gene, name] of genes.entries()) {
      expect(Array.from(geneCounts(tissue, name))).toEqual(expected.dense.map((row) => row[gene]));
    }
    expect(tissue.counts.values.every((value) => value > 0)).toBe(true);
  };

  it.each(['v1', 'v2'])('reads Visium as Space Ranger writes it: %s', async (version) => {
    expectTissue(await openVisium(join(files, version)));
  });

  it('reads 16-bit floats of either byte order', async () => {
    await hdf5FromPath(join(files, 'float16.h5')).use('f', async (file) => {
      const read = async (name: string) => file.read((await file.at(name)) as Hdf5Dataset);
      const floats = await read('floats');
      expect(floats).toBeInstanceOf(Float32Array);
      expect(await read('little')).toEqual(floats);
      expect(await read('big')).toEqual(floats);
    });
  });

  it.each(['dense', 'dense-gzip', 'csr', 'csc', 'csr-int64', 'anndata07', 'dense-lzf', 'csr-lzf', 'float16'])(
    'reads %s.h5ad from disk and from bytes',
    async (name) => {
      const path = join(files, `${name}.h5ad`);
      const tissue = await openAnnData(path, { labels: 'layer' });
      expectTissue(tissue);
      const layers = expected.row.map((row) => (row < 3 ? 'GCL' : row === 3 ? null : 'ONL'));
      expect(tissue.spots.labels).toEqual(layers);
      const { columns } = tissue.spots;
      expect(columns!.layer).toEqual(layers);
      expect((columns!.note as string[])[2]).toBe('spot 2');
      expect(columns!.good).toEqual(expected.row.map((_, spot) => spot % 2 === 0));
      if (name !== 'anndata07')
        expect((columns!.maybe as Float64Array).slice(0, 3)).toEqual(Float64Array.of(0, Number.NaN, 2));
      const bytes = new Uint8Array(await readFile(path));
      const { images, ...fromBytes } = await readAnnData(bytes, { labels: 'layer' });
      expect(fromBytes).toEqual({ ...tissue, images: undefined });
      expect(images!.map((image) => image.name)).toEqual(['hires', 'lowres']);
    },
  );

  it('reads pictures of bytes and of floats on demand', async () => {
    const [hires, lowres] = (await openAnnData(join(files, 'csr.h5ad'))).images!;
    expect([hires!.width, hires!.height, hires!.scale]).toEqual([140, 130, 0.2]);
    for (const image of [hires!, lowres!]) {
      const pixels = await image.read();
      expect(pixels.shape).toEqual([image.height, image.width, 3]);
      expect(pixels.data.every((value, i) => value === i % 251)).toBe(true);
    }
  });

  it('rejects scaled data, and reads its layer and raw', async () => {
    const path = join(files, 'scaled.h5ad');
    await expect(openAnnData(path)).rejects.toThrow(
      /the count of gene "Gene\d+" at spot "[ACGT]+-1" must be a finite float32 number of at least 0; got -.*counts may be in \{ layer: 'counts' \}, \{ raw: true \}\.$/,
    );
    expectTissue(await openAnnData(path, { layer: 'counts' }), expected.symbols.slice(0, 20));
    expectTissue(await openAnnData(path, { raw: true }));
  });

  it('adds results, joined by name, that anndata reads and writes again', async () => {
    const from = join(files, 'csr.h5ad');
    const to = join(folder, 'results.h5ad');
    const whole = await openAnnData(from, { labels: 'layer' });
    const spots = whole.spots.names.length;
    // Some of the spots, in another order than in the file.
    const part = [...Array(spots).keys()].filter((spot) => spot % 3 !== 0).reverse();
    const counts = {
      ...whole,
      spots: { ...whole.spots, names: part.map((spot) => whole.spots.names[spot]!) },
    };
    const map = Float32Array.from(part, (spot) => spot / 7);
    const results = {
      counts,
      obs: { penk_map: map, side: part.map((spot) => (spot % 2 ? 'left' : 'right')) },
      var: { r: whole.genes.map((_, gene) => gene / 3), marker: whole.genes.map((_, gene) => gene === 2) },
      obsm: {
        concept_maps: ndarray(
          Float32Array.from({ length: part.length * 2 }, (_, i) => part[Math.floor(i / 2)]! + (i % 2) / 2),
          [part.length, 2],
        ),
      },
      uns: {
        csm: {
          method: 'rectified gradient',
          seed: 7,
          concepts: ['Penk', 'Dóc2g'],
          r: [0.5, 1],
          decoded: ndarray(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]).transpose(1, 0),
          nothing: {},
        },
      },
    };
    await addToAnnData({ from, to, ...results });
    const said = JSON.parse(runPython('describe_h5ad.py', to));
    expect(said.obs_names).toEqual(expected.barcodes);
    const at = (spot: number) => part.indexOf(spot);
    expect(said.obs.penk_map).toEqual(
      expected.barcodes.map((_, spot) => (at(spot) < 0 ? null : map[at(spot)])),
    );
    expect(said.obs.side).toEqual(
      expected.barcodes.map((_, spot) => (at(spot) < 0 ? '' : spot % 2 ? 'left' : 'right')),
    );
    expect(said.kinds.side).toBe('category');
    expect(Object.keys(said.obs).slice(-2)).toEqual(['penk_map', 'side']);
    expect(said.var.r).toEqual(expected.symbols.map((_, gene) => gene / 3));
    expect(said.var.marker).toEqual(expected.symbols.map((_, gene) => gene === 2));
    expect(said.obsm.concept_maps[4]).toEqual([4, 4.5]);
    expect(said.obsm.concept_maps[0]).toEqual([null, null]);
    expect(said.uns.csm.method).toBe('rectified gradient');
    expect(said.uns.csm.seed).toBe(7);
    expect(said.uns.csm.concepts.values).toEqual(['Penk', 'Dóc2g']);
    expect(said.uns.csm.decoded).toMatchObject({ shape: [3, 2], values: [1, 4, 2, 5, 3, 6] });
    expect(said.x).toEqual(expected.dense);
    // The original content is unchanged, and our reader reads it again after anndata wrote it.
    expect(said.uns.spatial.sample.images.hires.shape).toEqual([130, 140, 3]);
    const again = await openAnnData(`${to}.again`, { labels: 'side' });
    expectTissue(again);
    expect(again.spots.labels![1]).toBe('left');
    expect(again.spots.labels![0]).toBeNull();
    // A page makes the same file, from bytes and from a File, which stay as they are.
    const original = new Uint8Array(await readFile(from));
    for (const source of [original, new File([original], 'csr.h5ad')]) {
      await writeFile(to, await addToAnnDataBytes({ from: source, ...results }));
      expect(JSON.parse(runPython('describe_h5ad.py', to))).toEqual(said);
    }
    expect(original).toEqual(new Uint8Array(await readFile(from)));
    await expect(addToAnnDataBytes({ from: original, counts, obs: { layer: map } })).rejects.toThrow(
      'addToAnnDataBytes: the h5ad: obs: the name "layer" is taken; choose another name.',
    );
  });

  it('writes counts of any source for anndata', async () => {
    const bulb = syntheticBulb({ genes: 60, seed: 2 });
    const to = join(folder, 'bulb.h5ad');
    const written = { counts: bulb, obs: { map: new Float32Array(280).fill(0.5) }, uns: { seed: 2 } };
    await writeAnnData({ to, ...written });
    const said = JSON.parse(runPython('describe_h5ad.py', to));
    expect(said.obs_names).toEqual(bulb.spots.names);
    expect(said.var_names).toEqual(bulb.genes);
    expect(said.obs.label).toEqual(bulb.spots.labels);
    expect(said.obs.map).toEqual(Array(280).fill(0.5));
    expect(said.obsm.spatial).toEqual(
      bulb.spots.names.map((_, spot) => [bulb.spots.x[spot], bulb.spots.y[spot]]),
    );
    expect(said.total).toBe(bulb.counts.values.reduce((sum, value) => sum + value, 0));
    expect(said.uns).toEqual({ seed: 2 });
    const bytes = join(folder, 'bytes.h5ad');
    await writeFile(bytes, await writeAnnDataBytes(written));
    expect(JSON.parse(runPython('describe_h5ad.py', bytes))).toEqual(said);
    const again = await openAnnData(to, { labels: 'label', ...silent });
    expect(again.counts).toEqual(bulb.counts);
    expect(again.spots.labels).toEqual(bulb.spots.labels);
    const visium = await openVisium(join(files, 'v2'));
    await writeAnnData({ to, counts: visium });
    expectTissue({ ...(await openAnnData(to)), spots: { ...(await openAnnData(to)).spots, diameter: 55.5 } });
  });
});
