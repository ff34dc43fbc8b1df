import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawnNumber } from '../../../test/drawn-shard.js';
import { filledStore } from '../../../test/filled-store.js';
import { poolMaps } from './pool-maps.js';

/** What the test uses of GDAL 3.8, compiled to WebAssembly. */
interface Gdal {
  open(path: string): Promise<{ datasets: unknown[] }>;
  gdal_translate(dataset: unknown, options: string[], name: string): Promise<{ local: string }>;
  getFileBytes(path: string): Promise<Uint8Array>;
}

let folder: string;
let gdal: Gdal;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-zarr-'));
  const require = createRequire(import.meta.url);
  const main = require.resolve('gdal3.js/node.js');
  const path = relative(process.cwd(), join(dirname(main), 'dist/package'));
  gdal = await require(main)({ path, dest: folder, useWorker: false });
});
afterAll(() => rm(folder, { recursive: true }));

/** All numbers of an array, in row-major order, as GDAL reads them. */
async function readByGdal(array: string): Promise<Float64Array> {
  const { datasets } = await gdal.open(`/output/${array}`);
  const { local } = await gdal.gdal_translate(
    datasets[0],
    ['-of', 'ENVI', '-ot', 'Float64'],
    array.replaceAll('/', '-'),
  );
  const bytes = await gdal.getFileBytes(local);
  return new Float64Array(bytes.slice().buffer);
}

/** Writes the maps of a drawn store to disk. */
async function writtenMaps(name: string, options: Parameters<typeof filledStore>[0]) {
  const { store, plan } = await filledStore(options);
  for (const [key, bytes] of store.objects) {
    if (!key.startsWith('maps.zarr/')) continue;
    const path = join(folder, name, key);
    await mkdir(dirname(path), { recursive: true });
    // GDAL 3.8 knows the codec "bytes" by the name "endian", which it had before Zarr v3 was final.
    const isMetadata = key.endsWith('zarr.json');
    await writeFile(path, isMetadata ? Buffer.from(bytes).toString().replace('"bytes"', '"endian"') : bytes);
  }
  return { store, plan };
}

const mapOf = (row: number, concept: number, shape: readonly number[]) =>
  ndarray(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => drawnNumber(row, concept, i)),
    [1, ...shape],
  );

describe('the Zarr group of maps', () => {
  it('is read by GDAL: pooled maps and scales, also of a last shard that is not full', async () => {
    const { plan } = await writtenMaps('pooled', {});
    const values = await readByGdal('pooled/maps.zarr/maps');
    const scales = await readByGdal('pooled/maps.zarr/scales');
    expect([values.length, scales.length]).toEqual([10 * 3 * 256, 10 * 3]);
    for (let row = 0; row < 10; row++) {
      for (const concept of plan.concepts.keys()) {
        const expected = poolMaps(mapOf(row, concept, plan.inputs.shape));
        const at = row * 3 + concept;
        expect([...values.slice(at * 256, (at + 1) * 256)]).toEqual(
          [...expected.values.data].map((value) => value + 0),
        );
        expect(scales[at]).toBe(expected.scales.get(0));
      }
    }
  });

  it('is read by GDAL: full maps of vectors and of pictures', async () => {
    for (const inputShape of [[7], [5, 4, 3]]) {
      const name = `full-${inputShape.length}`;
      const { plan } = await writtenMaps(name, {
        inputShape,
        layout: inputShape.length === 3 ? 'channelsLast' : undefined,
        maps: 'full',
      });
      const values = await readByGdal(`${name}/maps.zarr/maps`);
      const expected = Array.from({ length: 10 }, (_, row) =>
        [...plan.concepts.keys()].flatMap((concept) => [...mapOf(row, concept, inputShape).data]),
      );
      expect([...values]).toEqual(expected.flat());
    }
  });

  it('says in its metadata what the numbers are', async () => {
    const { store, plan } = await filledStore();
    const metadata = (path: string) =>
      JSON.parse(new TextDecoder().decode(store.objects.get(`maps.zarr/${path}zarr.json`)));
    expect(metadata('')).toMatchObject({
      zarr_format: 3,
      node_type: 'group',
      attributes: { plan: plan.id, concepts: plan.concepts },
    });
    expect(metadata('maps/')).toMatchObject({
      data_type: 'int8',
      shape: [10, 3, 16, 16],
      chunk_grid: { configuration: { chunk_shape: [4, 1, 16, 16] } },
      dimension_names: ['input', 'concept', 'y', 'x'],
    });
    expect(metadata('scales/')).toMatchObject({ data_type: 'float32', shape: [10, 3], fill_value: 0 });
    const none = await filledStore({ maps: 'none' });
    expect([...none.store.objects.keys()].filter((key) => key.startsWith('maps.zarr'))).toEqual([]);
  });
});
