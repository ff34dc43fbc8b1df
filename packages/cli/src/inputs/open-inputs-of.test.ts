import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeNpy } from '@csm/core/node';
import { syntheticBulb } from '@csm/datasets';
import { writeAnnData } from '@csm/datasets/node';
import { parquetWriteBuffer } from 'hyparquet-writer';
import ndarray from 'ndarray';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { silentRun } from '../../test/silent-run.js';
import { hashesOf } from '../run/run-hashes.js';
import { dataKind } from './data-kind.js';
import type { DataOptions } from './data-options.js';
import { fingerprint } from './fingerprint.js';
import type { InputsFor } from './inputs-for.js';
import { openInputs } from './open-inputs.js';
import { openInputsOf, recordedHash } from './open-inputs-of.js';

/** The folders that were listed. */
const listed: string[] = [];
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const noted =
    <Args extends [unknown, ...unknown[]], Result>(list: (...args: Args) => Result) =>
    (...args: Args) => {
      listed.push(String(args[0]));
      return list(...args);
    };
  return { ...real, readdir: noted(real.readdir as never), opendir: noted(real.opendir as never) };
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-inputs-of-'));
});
afterAll(() => rm(folder, { recursive: true }));
const at = (...parts: string[]) => join(folder, ...parts);
const write = async (name: string, content: string | Uint8Array) => {
  await mkdir(dirname(at(name)), { recursive: true });
  await writeFile(at(name), content);
};
const picture = (seed: number, width = 5, height = 4) =>
  sharp(
    Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * seed * 7) % 256),
    { raw: { width, height, channels: 3 } },
  )
    .jpeg()
    .toBuffer();

const bulb = syntheticBulb({ genes: 12, seed: 3, spots: 60 });
beforeAll(async () => {
  for (const i of [0, 1, 2, 3, 4, 5, 6])
    await write(`faces/${i % 2 ? 'b' : 'a'}/${i}.jpg`, await picture(i + 1));
  await write('celeba/list_attr_celeba.txt', '2\nSmiling\n000001.jpg  1\n000002.jpg -1\n');
  await write(
    'celeba/list_landmarks_align_celeba.txt',
    '2\nlefteye_x lefteye_y righteye_x righteye_y nose_x nose_y leftmouth_x leftmouth_y rightmouth_x rightmouth_y\n' +
      '000001.jpg 69 109 106 113 77 142 73 152 108 154\n000002.jpg 69 110 107 112 81 135 70 151 108 153\n',
  );
  for (const i of [1, 2]) await write(`celeba/img_align_celeba/00000${i}.jpg`, await picture(i, 178, 218));
  const numbers = Float32Array.from({ length: 14 }, (_, i) => i * i);
  await writeNpy(at('plain.npy'), ndarray(numbers, [7, 2]));
  await writeNpy(at('named.npy'), ndarray(numbers, [7, 2]));
  await write('named.csv', `id,sick\n${[...'abcdefg'].map((id) => `${id},1\n`).join('')}`);
  await write(
    'table.csv',
    `id,y,x,type\n${[...'abcdefg'].map((id, i) => `${id},${i},${i * i},t\n`).join('')}`,
  );
  await write('other.csv', `id,sick\n${[0, 1, 2, 3, 4, 5, 6].map((id) => `${id},1\n`).join('')}`);
  await writeAnnData({ to: at('bulb.h5ad'), counts: bulb });
  for (const part of [0, 1]) {
    const data = await Promise.all(
      [0, 1, 2, 3, 4].map(async (i) => new Uint8Array(await picture(5 * part + i + 1))),
    );
    const columnData = [
      { name: 'image', data, type: 'BYTE_ARRAY' as const },
      { name: 'side', data: ['l', 'l', 'r', 'r', 'l'] },
    ];
    const bytes = parquetWriteBuffer({ columnData, rowGroupSize: 2 });
    await write(`hub/data/train-${part}.parquet`, new Uint8Array(bytes));
  }
});

const cases: readonly (readonly [string, InputsFor, DataOptions])[] = [
  ['faces', { inputShape: [3, 8, 6], layout: 'channelsFirst' }, {}],
  ['faces', { inputShape: [8, 6, 1], layout: 'channelsLast' }, { resize: 'nearest' }],
  ['celeba', { inputShape: [3, 16, 16], layout: 'channelsFirst' }, {}],
  ['hub', { inputShape: [3, 8, 6], layout: 'channelsFirst' }, {}],
  ['hub/data/train-1.parquet', { inputShape: [8, 6, 1], layout: 'channelsLast' }, {}],
  ['plain.npy', { inputShape: [2] }, {}],
  ['named.npy', { inputShape: [2] }, {}],
  ['named.npy', { inputShape: [2] }, { attributes: 'other.csv' }],
  ['table.csv', { inputShape: [2], features: ['x', 'y'] }, {}],
  ['bulb.h5ad', { inputShape: [12] }, { counts: 'log1p' }],
  ['bulb.h5ad', { inputShape: [3], features: [...bulb.genes].slice(4, 7) }, {}],
];

describe('openInputsOf', () => {
  it.each(cases)('reads the rows that openInputs reads: %s %j %j', async (name, encoder, given) => {
    const { run, end } = silentRun();
    const options = { ...given, ...(given.attributes && { attributes: at(given.attributes) }) };
    const planned = await openInputs(at(name), encoder, { ...run, fingerprints: true }, options);
    const { kind } = await dataKind(at(name));
    listed.length = 0;
    const opened = await openInputsOf(at(name), kind, encoder, {
      ...options,
      fingerprint: recordedHash(planned.sources),
      onWarning: () => {},
    });
    for (let first = 0; first < planned.ids.length; first += 3) {
      const ids = planned.ids.slice(first, first + 3);
      expect(await opened.read(ids, first)).toEqual(await planned.read(ids));
      // A plan of a part of the data counts its inputs otherwise.
      expect(await opened.read(ids, first + 1)).toEqual(await planned.read(ids));
    }
    expect(listed.filter((path) => /faces|img_align/.test(path))).toEqual([]);
    await opened.close();
    await end();
  });

  it('rejects data of another kind, other data, and ids that the data do not have', async () => {
    const failure = (
      name: string,
      kind: Parameters<typeof openInputsOf>[1],
      inputShape: readonly number[],
      { ids = ['0'], ...options }: { ids?: string[]; fingerprint?: string } = {},
    ) =>
      openInputsOf(at(name), kind, { inputShape }, { ...options, onWarning: () => {} })
        .then((inputs) => inputs.read(ids, 0))
        .then(
          () => 'no error',
          (error: Error) => error.message,
        );
    expect(await failure('table.csv', 'array', [2])).toMatch(
      /table\.csv: expected an array.*this is a table/,
    );
    expect(await failure('table.csv', 'pictures', [8, 8, 3])).toMatch(/expected pictures.*this is a file/);
    expect(await failure('gone', 'pictures', [8, 8, 3])).toMatch(/gone.*does not exist/);
    expect(await failure('faces', 'pictures', [8, 8, 3], { ids: ['a/0.jpg', '../x.jpg'] })).toMatch(
      /faces.*leads out of the folder/,
    );
    expect(await failure('faces', 'pictures', [8, 8, 3], { ids: ['a/0.jpg', 'a/1.jpg'] })).toMatch(
      /faces\/a\/1\.jpg.*does not exist/,
    );
    expect(await failure('hub', 'Parquet', [8, 8, 3], { ids: ['data/train-1.parquet:5'] })).toMatch(
      /hub.*expected the id of an image.*got "data\/train-1\.parquet:5"; the files have 10 images/,
    );
    expect(await failure('hub', 'Parquet', [8, 8, 3], { fingerprint: 'x' })).toMatch(/another fingerprint/);
    expect(await failure('plain.npy', 'array', [2], { ids: ['7'] })).toMatch(/got "7"/);
    const before = await fingerprint(at('plain.npy'));
    await rename(at('named.npy'), at('kept.npy'));
    await writeNpy(at('named.npy'), ndarray(new Float32Array(14).fill(1), [7, 2]));
    expect(await failure('named.npy', 'array', [2], { fingerprint: before })).toMatch(
      /named\.npy: expected the data that the plan was made with; these have another fingerprint/,
    );
    await rename(at('kept.npy'), at('named.npy'));
    expect(await failure('named.npy', 'array', [2], { fingerprint: before, ids: ['a'] })).toBe('no error');
  });
});

describe('run.json', () => {
  it('says that Parquet has a fingerprint, and a table a SHA-256', async () => {
    const recorded = async (name: string, inputShape: readonly number[]) => {
      const { run, end } = silentRun();
      const { sources } = await openInputs(at(name), { inputShape }, run);
      await end();
      return hashesOf(null, sources);
    };
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(await recorded('hub', [8, 8, 3])).toEqual({
      ...{ model: null, tables: {}, fingerprints: { [at('hub')]: hash } },
    });
    const bytes = await readFile(at('table.csv'));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await recorded('table.csv', [2])).toEqual({ model: null, tables: { [at('table.csv')]: sha256 } });
  });
});

describe('fingerprint', () => {
  it('notices changes at both ends of a large file and another size, without reading all of it', async () => {
    const bytes = new Uint8Array(40 * 2 ** 20);
    const hashed = async () => {
      await write('large', bytes);
      return fingerprint(at('large'));
    };
    const hashes = [await hashed()];
    for (const place of [0, bytes.length - 1, 7, bytes.length >> 1]) {
      bytes[place]!++;
      hashes.push(await hashed());
    }
    await write('large', bytes.subarray(0, -1));
    hashes.push(await fingerprint(at('large')));
    // The middle of a file of 40 MiB lies between two blocks.
    expect(new Set(hashes).size).toBe(hashes.length - 1);
    expect(await fingerprint(at('large'))).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is of all bytes of a small file', async () => {
    const bytes = new Uint8Array(300_000);
    const seen = new Set<string>();
    for (const place of [0, 65_535, 65_536, 150_000, 299_999]) {
      bytes[place]!++;
      await write('small', bytes);
      seen.add(await fingerprint(at('small')));
    }
    expect(seen.size).toBe(5);
  });
});
