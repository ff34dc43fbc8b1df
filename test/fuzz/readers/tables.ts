import { createReadStream } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readAttributeTable } from '@csm/datasets';
import { readCelebaAttributes, readCelebaLandmarks, readCelebaPartition } from '@csm/datasets/readers';
import { celebaId, celebaTables, usualLandmarks } from '../../../packages/datasets/test/celeba-folder.js';
import type { FuzzReader } from '../fuzz-reader.js';

const rows = Array.from({ length: 30 }, (_, i) => i);
const attributes = [
  'file,glasses,pose,age',
  ...rows.map((i) => `${i}.png,${i % 2},"${['left', 'right'][i % 3 === 0 ? 0 : 1]}",${i % 5 === 0 ? '' : i}`),
].join('\n');

/** Tables of attributes: CSV, TSV, gzipped. */
export const attributeReader: FuzzReader = {
  write: (folder) =>
    writeAll(folder, {
      'a.csv': attributes,
      'b.tsv': attributes.replaceAll(',', '\t').replaceAll('\n', '\r\n'),
      'c.csv.gz': gzipSync(attributes),
    }),
  read: (folder, file) =>
    readEach(folder, file, async (path) => {
      const { ids, columns } = await readAttributeTable(createReadStream(path), { name: path });
      return { ids, columns: [...columns] };
    }),
};

const faces = rows.map((i) => ({
  id: celebaId(i + 1),
  attributes: [1, -1, i % 2 ? 1 : -1],
  landmarks: usualLandmarks.map((value) => value + (i % 4)),
  part: i % 3,
}));

/** The three tables of CelebA, as txt and CSV. */
export const celebaReader: FuzzReader = {
  write: (folder) =>
    writeAll(folder, {
      ...celebaTables(faces, { form: 'txt', lineEnd: '\n' }, ['Smiling', 'Male', 'Young']),
      ...celebaTables(faces, { form: 'csv', lineEnd: '\r\n' }, ['Smiling', 'Male', 'Young']),
    }),
  read: (folder, file) =>
    readEach(folder, file, async (path) => {
      const named = [createReadStream(path), { name: path }] as const;
      if (path.includes('attr')) return [...(await readCelebaAttributes(...named)).columns];
      return path.includes('landmarks')
        ? [...(await readCelebaLandmarks(...named))]
        : [...(await readCelebaPartition(...named))];
    }),
};

/** Writes files. @returns their names. */
export async function writeAll(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string[]> {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return Object.keys(files);
}

/** Reads one file of the folder; all of them if none is given. */
export async function readEach(
  folder: string,
  file: string | undefined,
  read: (path: string) => Promise<unknown>,
): Promise<unknown[]> {
  const names = file === undefined ? (await readdir(folder)).sort() : [file];
  const results: unknown[] = [];
  for (const name of names) results.push(await read(join(folder, name)));
  return results;
}
