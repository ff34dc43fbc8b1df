import { decoderCode } from '@csm/hdf5';
import * as h5wasm from 'h5wasm';
import { beforeAll, expect, it } from 'vitest';
import { DECODER_NAMES, mostBytes } from './filters.js';
import type { Hdf5Dataset } from './hdf5-file.js';
import { hdf5FromBytes } from './hdf5-from-bytes.js';

let library: Awaited<typeof h5wasm.ready>;
const data = Float32Array.from({ length: 600 }, (_, i) => i % 7);

beforeAll(async () => {
  library = await h5wasm.ready;
  library.activate_throwing_error_handler();
  const folder = library.get_plugin_search_paths()[0]!;
  library.FS.mkdirTree(folder);
  for (const name of DECODER_NAMES) {
    library.FS.writeFile(`${folder}/libH5Z${name}.so`, await decoderCode(name));
  }
});

/** A file with a dataset that is compressed by a filter. */
function compressed(id: number, options: number[]): Uint8Array {
  // The old form has no checksums, so bytes can be changed.
  const file = new h5wasm.File('/made.h5', 'w', { libver: ['earliest', 'latest'] });
  file.create_dataset({
    name: 'x',
    data,
    shape: [60, 10],
    chunks: [25, 10],
    compression: id,
    compression_opts: options,
  });
  file.close();
  return new Uint8Array(library.FS.readFile('/made.h5') as unknown as ArrayLike<number>);
}

const read = (bytes: Uint8Array) =>
  hdf5FromBytes(bytes, 'a.h5').use('f: a.h5', async (file) => file.read((await file.at('x')) as Hdf5Dataset));

// The options are the defaults of h5wasm-plugins, test/default_cd_values.json.
it.each([
  ['gzip', 1, [4]],
  ['bzip2', 307, [9]],
  ['lzf', 32000, []],
  ['blosc with lz4', 32001, [0, 0, 0, 0, 5, 1, 1]],
  ['blosc with zstd', 32001, [0, 0, 0, 0, 5, 1, 5]],
  ['blosc with its own codec', 32001, [0, 0, 0, 0, 5, 1, 0]],
  ['blosc2', 32026, [0, 0, 0, 0, 5, 1, 0]],
  ['lz4', 32004, [0]],
  ['bitshuffle with lz4', 32008, [0, 2]],
  ['zstd', 32015, [3]],
])('data compressed with %s are read', async (_, id, options) => {
  expect(await read(compressed(id, options))).toEqual(data);
});

it('another compression is refused with the remedy', async () => {
  const bytes = compressed(32004, [0]);
  const at = Buffer.from(bytes).indexOf(Uint8Array.of(0x04, 0x7d));
  bytes.set([0x63, 0x7d], at);
  await expect(read(bytes)).rejects.toThrow(
    'f: a.h5: expected a compression that can be read here (gzip, lzf, blosc, lz4, zstd, bitshuffle, bzip2); /x is compressed ' +
      'with HDF5 lz4 filter; compress the file with gzip, for example "h5repack -f GZIP=4 old.h5 new.h5".',
  );
});

it('damaged data of such a compression are refused, and the next file is read', async () => {
  const bytes = compressed(32015, [3]);
  const zstd = Buffer.from(bytes).indexOf(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd));
  const damaged = bytes.slice().fill(0, zstd + 4, zstd + 24);
  await expect(read(damaged)).rejects.toThrow(
    /^f: a\.h5: cannot read \/x \(compressed with .*\); .*; the file is damaged, or uses a variant of this compression /,
  );
  expect(await read(bytes)).toEqual(data);
});

it('the largest size that a file can contain depends on the filters', () => {
  const filters = (...ids: number[]) =>
    ({ filters: ids.map((id) => ({ id, name: '' })) }) as unknown as Hdf5Dataset;
  const megabyte = 2 ** 20;
  expect(mostBytes(filters(), 100)).toBe(16 * megabyte);
  expect(mostBytes(filters(), 100 * megabyte)).toBe(100 * megabyte);
  // zlib: at most 1032:1.
  expect(mostBytes(filters(2, 1), 100 * megabyte)).toBeGreaterThan(1032 * 100 * megabyte);
});
