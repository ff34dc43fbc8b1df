import { join } from 'node:path';
import type { Group } from 'h5wasm';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import {
  attributeTable,
  geneCounts,
  geneTable,
  imageDataset,
  readAttributeTable,
  spotTable,
} from '../src/index.js';
import { addToAnnData, openAnnData, writeAnnData } from '../src/node.js';
import { scaleFactors } from '../src/spatial/visium/scale-factors.js';
import { tissueCounts, writeH5ad } from './spatial-files.js';
import { withTemporaryFolder } from './test-data.js';

const members = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
/** `{ [name]: value }` for each of the names. An assignment to `__proto__` would set the prototype instead. */
const record = <T>(value: (name: string, at: number) => T): Record<string, T> =>
  Object.fromEntries(members.map((name, at) => [name, value(name, at)]));

describe('names that are also members of objects', () => {
  it('are plain attributes, values, ids and splits', async () => {
    const lines = members.map((name) => `${name},0,1,a,${name}\n`);
    const read = await readAttributeTable(new Blob([`id,${members.join(',')}\n`, ...lines]).stream());
    const made = attributeTable(
      members.map((id) => [id, record((_, at) => ([0, 1, 'a', id] as const)[at])] as const),
    );
    for (const attributes of [read, made]) {
      expect([...attributes.columns.keys()]).toEqual(members);
      const data = imageDataset({
        name: 'members',
        imageShape: [1, 1, 1],
        attributes,
        load: () => new Float32Array(1),
        splits: record((name) => [name]),
      });
      expect(data.ids).toEqual(members);
      expect(Object.entries(data.attributesOf('constructor'))).toEqual([
        ['__proto__', 0],
        ['constructor', 1],
        ['toString', 'a'],
        ['hasOwnProperty', 'constructor'],
      ]);
      const wanted = Object.fromEntries([['hasOwnProperty', '__proto__']]);
      expect(data.idsWhere(wanted)).toEqual(['__proto__']);
      for (const name of members) expect(data.split(name)).toEqual([name]);
      expect(() => data.split('valueOf')).toThrow('unknown split "valueOf"');
      expect(() => data.labels('valueOf')).toThrow('unknown attribute "valueOf"');
    }
  });

  it('are plain columns, genes, labels and pictures of an h5ad', async () => {
    await withTemporaryFolder(async (folder) => {
      const tissue = tissueCounts();
      const { names } = tissue.spots;
      const label = names.map((_, spot) => members[spot % members.length] ?? '');
      const column = (at: number) => Float64Array.from(names, (_, spot) => spot + at);
      const genes = [...members, ...tissue.genes.slice(members.length)];
      const images = members.map((name, at) => ({
        name,
        width: 2,
        height: 2,
        scale: (at + 1) / 1000,
        read: async () => ndarray(new Uint8Array(12).fill(at), [2, 2, 3]),
      }));
      const columns = { ...record((_, at) => column(at)), label };
      const counts = { ...tissue, genes, images, spots: { ...tissue.spots, columns } };
      const from = join(folder, 'a.h5ad');
      await writeAnnData({ to: from, counts, library: '__proto__', uns: record((name) => name) });
      const read = await openAnnData(from, { labels: 'label', onWarning: () => {} });
      expect(Object.keys(read.spots.columns ?? {})).toEqual([...members, 'label']);
      expect(read.spots.labels).toEqual(label);
      for (const [at, name] of members.entries()) {
        expect(Object.getOwnPropertyDescriptor(read.spots.columns, name)?.value).toEqual(column(at));
        expect(geneCounts(read, name)).toEqual(geneCounts(tissue, tissue.genes[at] ?? ''));
        const image = read.images?.find((each) => each.name === name);
        expect(image?.scale).toBe((at + 1) / 1000);
        expect((await image?.read())?.data[0]).toBe(at);
      }
      await expect(openAnnData(from, { labels: 'valueOf' })).rejects.toThrow('a column "valueOf"');
      const to = join(folder, 'b.h5ad');
      const obs = Object.fromEntries([['valueOf', column(9)]]);
      await addToAnnData({ from, to, counts: read, obs });
      const copy = await openAnnData(to, { onWarning: () => {} });
      expect(Object.getOwnPropertyDescriptor(copy.spots.columns, 'valueOf')?.value).toEqual(column(9));
      const taken = addToAnnData({ from, to, counts: read, obs: record((_, at) => column(at)) });
      await expect(taken).rejects.toThrow('obs: the name "__proto__" is taken');
    });
  });

  it('are plain columns of results', () => {
    const tissue = tissueCounts();
    const spots = record((_, at) => new Float32Array(tissue.spots.names.length).fill(at));
    const [header, first] = spotTable(tissue, spots).split('\n');
    expect(header).toMatch(/,__proto__,constructor,toString,hasOwnProperty$/);
    expect(first).toMatch(/,0,1,2,3$/);
    const genes = record((_, at) => new Float32Array(1).fill(at));
    expect(geneTable(tissue, genes, ['Penk']).split('\n')[1]).toMatch(/,0,1,2,3$/);
    expect(() => geneTable(tissue, {}, ['constructor'])).toThrow('unknown gene "constructor"');
    expect(() => geneCounts(tissue, '__proto__')).toThrow('unknown gene "__proto__"');
  });

  it('are plain names of scales', () => {
    const entries = members.map((name, at) => [`tissue_${name}_scalef`, at + 1] as const);
    const { scales } = scaleFactors([['spot_diameter_fullres', 1], ...entries], 'x');
    expect([...scales]).toEqual(members.map((name, at) => [name, at + 1]));
  });

  it('need their own scale, like pictures of any other name', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.h5ad');
      await writeH5ad(path, (file) => {
        const [library] = (file.get('uns/spatial') as Group).keys();
        const images = file.get(`uns/spatial/${library}/images`) as Group;
        images.create_dataset({ name: 'constructor', data: new Uint8Array(12), shape: [2, 2, 3] });
      });
      await expect(openAnnData(path)).rejects.toThrow('expected scalefactors/tissue_constructor_scalef');
    });
  });
});
