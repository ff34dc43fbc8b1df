import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { File as H5wasmFile, ready } from 'h5wasm/node';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Hdf5Dataset, Hdf5File, Hdf5Numbers } from './hdf5-file.js';
import { hdf5FromBytes } from './hdf5-from-bytes.js';
import { hdf5FromPath } from './hdf5-from-path.js';
import { writeHdf5 } from './write-hdf5.js';

let folder: string;
let path: string;
let good: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-damaged-'));
  path = join(folder, 'a.h5');
  await writeCompressed(path, 3);
  good = await readFile(path);
});
afterAll(() => rm(folder, { recursive: true }));

/** Numbers in compressed pieces, strings, and an attribute; the strings are in libhdf5's "global heap". */
async function writeCompressed(to: string, first: number): Promise<void> {
  await ready;
  const file = new H5wasmFile(to, 'w');
  const data = Float32Array.from({ length: 1000 }, (_, i) => first + ((i * i) % 97));
  file.create_dataset({ name: 'numbers', data, shape: [1000], chunks: [100], compression: 4 });
  file.create_dataset({ name: 'strings', data: ['a', 'bc', 'déf'], shape: [3], dtype: 'S' });
  file.create_attribute('version', '1.0', [], 'S');
  file.close();
}

const dataset = async (file: Hdf5File, name: string) => (await file.at(name)) as Hdf5Dataset;
const contents = async (file: Hdf5File) => ({
  numbers: [...((await file.read(await dataset(file, 'numbers'))) as Float32Array)],
  strings: await file.read(await dataset(file, 'strings')),
});
const read = (from = path, signal?: AbortSignal) => hdf5FromPath(from).use('f: a.h5', contents, signal);

/** libhdf5 never leaves a global heap whose free space has no size. */
function hanging(): Buffer {
  const bytes = Buffer.from(good);
  const heap = bytes.indexOf('GCOL');
  return bytes.fill(0, heap + 16, heap + 4096);
}

/** Zeroes a part of the first compressed piece, which begins with zlib's header for level 4. */
function unreadable(): Buffer {
  const bytes = Buffer.from(good);
  const piece = bytes.indexOf(Buffer.from([0x78, 0x5e]));
  return bytes.fill(0, piece + 2, piece + 40);
}

const openFiles = () => readdir('/proc/self/fd').then(({ length }) => length);

it('a file on which libhdf5 hangs is refused, and the next file is read', async () => {
  await writeFile(path, hanging());
  await expect(read()).rejects.toMatchObject({
    code: 'ERR_INVALID_FILE',
    message:
      'f: a.h5: cannot read /strings; the HDF5 library does not finish within 7 seconds; the file is damaged; download or copy it again.',
  });
  await writeFile(path, good);
  expect((await read()).strings).toEqual(['a', 'bc', 'déf']);
});

it('an abort ends a call of libhdf5 that hangs, and rejects with its reason', async () => {
  await writeFile(path, hanging());
  const reason = new DOMException('enough', 'AbortError');
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 300);
  await expect(read(path, controller.signal)).rejects.toBe(reason);
  await expect(read(path, AbortSignal.abort(reason))).rejects.toBe(reason);
  await writeFile(path, good);
});

it('a damaged file leaves no file open, and a good file under its name is read afresh', async () => {
  await read();
  const before = process.platform === 'linux' ? await openFiles() : 0;
  await writeFile(path, unreadable());
  for (let i = 0; i < 5; i++) {
    await expect(read()).rejects.toThrow(
      /^f: a\.h5: cannot read \/numbers \(compressed with deflate\); .*\.$/,
    );
  }
  if (process.platform === 'linux') {
    await vi.waitFor(async () => expect(await openFiles()).toBeLessThanOrEqual(before), 20_000);
  }
  await writeCompressed(path, 50);
  expect((await read()).numbers[0]).toBe(50);
  await writeFile(path, good);
});

it('errors are one line, and nothing is printed', async () => {
  const print = vi.spyOn(process.stderr, 'write');
  for (const bytes of [unreadable(), good.subarray(0, 700), Buffer.from(good).fill(0, 100, 900)]) {
    const error: unknown = await hdf5FromBytes(bytes, 'a.h5')
      .use('f: a.h5', contents)
      .catch((e) => e);
    expect(error).toMatchObject({
      code: 'ERR_INVALID_FILE',
      message: expect.stringMatching(/^f: a\.h5: .+\.$/),
    });
  }
  expect(print).not.toHaveBeenCalled();
  print.mockRestore();
});

it('a file that claims more values than it can contain is refused before memory is allocated', async () => {
  const claiming = join(folder, 'claims.h5');
  const file = new H5wasmFile(claiming, 'w');
  const options = { name: 'many', data: Int32Array.of(1, 2), shape: [2], maxshape: [null], chunks: [1000] };
  file.create_dataset({ ...options, compression: 4 });
  file.create_dataset({ ...options, name: 'plain' });
  (file.get('many') as unknown as { resize(shape: number[]): void }).resize([2_000_000_000]);
  (file.get('plain') as unknown as { resize(shape: number[]): void }).resize([10_000_000]);
  file.close();
  for (const [name, count] of [
    ['many', 2_000_000_000],
    ['plain', 10_000_000],
  ]) {
    await expect(
      hdf5FromPath(claiming).use('f: claims.h5', (opened) => opened.at(`${name}`)),
    ).rejects.toThrow(
      new RegExp(
        `^f: claims\\.h5: expected values in /${name} that fit into the file, which has \\d+ bytes; its shape is \\[${count}\\];`,
      ),
    );
  }
});

it('reads at the same time use a worker each, and each gets its own file', async () => {
  const other = join(folder, 'b.h5');
  await writeCompressed(other, 1000);
  const files = [path, other, path, other];
  const firsts = await Promise.all(files.map(async (from) => (await read(from)).numbers[0]));
  expect(firsts).toEqual([3, 1000, 3, 1000]);
});

it('values cannot be read after the file is closed', async () => {
  const escaped = await hdf5FromPath(path).use('f', async (file) => ({
    file,
    set: await dataset(file, 'numbers'),
  }));
  await expect(escaped.file.read(escaped.set)).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
});

it('rows are read in their type', async () => {
  const rows = await hdf5FromPath(path).use('f', async (file) =>
    file.read(await dataset(file, 'numbers'), [1, 4]),
  );
  expect(rows).toEqual(Float32Array.of(4, 7, 12));
});

it('what is written is read', async () => {
  const to = join(folder, 'written.h5');
  const values: Record<string, Hdf5Numbers | string[]> = {
    floats: Float64Array.of(0.1, -2),
    bytes: Uint8Array.of(1, 255),
    long: BigInt64Array.of(-5n, 2n ** 40n),
    none: [],
  };
  await writeHdf5('f', to, 'w', [
    { write: 'group', path: '/g' },
    ...Object.entries(values).map(([name, data]) => ({
      write: 'dataset' as const,
      path: `/g/${name}`,
      data,
      shape: [data.length],
    })),
    { write: 'attribute', path: '/g', name: 'text', data: 'old', shape: [] },
    { write: 'attribute', path: '/g', name: 'text', data: 'new', shape: [] },
  ]);
  await writeHdf5('f', to, 'a', [{ write: 'group', path: '/later' }]);
  await hdf5FromPath(to).use('f', async (file) => {
    for (const [name, data] of Object.entries(values)) {
      expect(await file.read(await dataset(file, `/g/${name}`)), name).toEqual(data);
    }
    expect((await file.at('/g'))?.attributes).toMatchObject({ text: 'new' });
    expect(await file.at('/')).toMatchObject({ kind: 'group', keys: ['g', 'later'] });
    expect([await file.at('/none'), await file.at('/g/floats/deeper')]).toEqual([undefined, undefined]);
  });
});
