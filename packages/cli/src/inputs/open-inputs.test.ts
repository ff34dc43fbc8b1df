import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeNpy } from '@csm/core/node';
import { geneRasters, syntheticBulb } from '@csm/datasets';
import { openVisium, writeAnnData } from '@csm/datasets/node';
import ndarray from 'ndarray';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentRun } from '../../test/silent-run.js';
import type { DataOptions } from './data-options.js';
import type { InputsFor } from './inputs-for.js';
import { openInputs } from './open-inputs.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-inputs-'));
});
afterAll(() => rm(folder, { recursive: true }));

const at = (...parts: string[]) => join(folder, ...parts);

async function write(name: string, content: string | Uint8Array): Promise<string> {
  await mkdir(dirname(at(name)), { recursive: true });
  await writeFile(at(name), typeof content === 'string' ? Buffer.from(content, 'latin1') : content);
  return at(name);
}

/** A picture of one colour. */
const picture = (red: number, green: number, blue: number, side = 4) =>
  sharp({ create: { width: side, height: side, channels: 3, background: { r: red, g: green, b: blue } } });

const open = async (path: string, encoder: InputsFor, options: DataOptions = {}) => {
  const { run, warnings, logs } = silentRun();
  return { inputs: await openInputs(path, encoder, run, options), warnings, logs };
};
const failure = (path: string, encoder: InputsFor, options: DataOptions = {}) =>
  openInputs(path, encoder, silentRun().run, options)
    .then((inputs) => inputs.read(inputs.ids))
    .then(
      () => 'no error',
      (error: Error) => error.message,
    );

const torch: InputsFor = { inputShape: [3, 8, 8], layout: 'channelsFirst' };
const keras: InputsFor = { inputShape: [8, 8, 3], layout: 'channelsLast' };
const vectors = (size: number): InputsFor => ({ inputShape: [size] });

describe('a folder of pictures', () => {
  beforeAll(async () => {
    await write('faces/b/red.png', await picture(255, 0, 0).png().toBuffer());
    await write('faces/a.jpg', await picture(0, 0, 255).jpeg({ quality: 100 }).toBuffer());
    await write('faces/grey.pgm', 'P5 2 2 255\n\x33\x33\x33\x33');
    await write('faces/green.ppm', `P6 1 1 255\n\x00\xff\x00`);
  });

  it('is read in the order of axes of the encoder, in [0, 1]', async () => {
    const { inputs } = await open(at('faces'), torch);
    expect(inputs).toMatchObject({ kind: 'pictures', shape: [3, 8, 8], attributes: undefined });
    expect([...inputs.ids].sort()).toEqual(['a.jpg', 'b/red.png', 'green.ppm', 'grey.pgm']);
    const values = await inputs.read(['grey.pgm', 'b/red.png']);
    expect(values.shape).toEqual([2, 3, 8, 8]);
    expect(values.get(0, 2, 7, 0)).toBeCloseTo(0.2, 6);
    expect([0, 1, 2].map((channel) => values.get(1, channel, 3, 5))).toEqual([1, 0, 0]);
    const last = await (await open(at('faces'), keras)).inputs.read(['green.ppm', 'a.jpg']);
    expect([0, 1, 2].map((channel) => last.get(0, 3, 5, channel))).toEqual([0, 1, 0]);
    expect(last.get(1, 0, 0, 2)).toBeGreaterThan(0.98);
    const grey = await open(at('faces'), { inputShape: [1, 6, 4] });
    expect((await grey.inputs.read(['grey.pgm'])).shape).toEqual([1, 1, 6, 4]);
  });

  it('has the attributes of a table, in it or elsewhere; the rest is unknown', async () => {
    const table = await write(
      'elsewhere.csv',
      'file,glasses,pose\nred.png,1,left\nb/none.png,0,up\ngrey.pgm,0,up\n',
    );
    const { inputs, warnings } = await open(at('faces'), torch, { attributes: table });
    const { values, codes } = inputs.attributes!.columns.get('glasses')!;
    const glasses = Object.fromEntries(inputs.ids.map((id, i) => [id, values[codes[i]!] ?? null]));
    expect(glasses).toEqual({ 'b/red.png': 1, 'grey.pgm': 0, 'a.jpg': null, 'green.ppm': null });
    expect(warnings).toEqual([
      expect.stringMatching(/1 of 3 ids match no sample/),
      expect.stringMatching(/2 of 4 samples have no row/),
    ]);
    expect(inputs.sources[1]).toMatchObject({ path: table, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await write('own/x.png', await picture(1, 2, 3).png().toBuffer());
    await write('own/attributes.csv', 'image,smile\nx.png,1\n');
    expect([...(await open(at('own'), torch)).inputs.attributes!.columns.keys()]).toEqual(['smile']);
  });

  it('rejects tables that fit nothing, or several pictures, or do not exist', async () => {
    const other = await write('other.csv', 'file,glasses\nzzz.png,1\n');
    expect(await failure(at('faces'), torch, { attributes: other })).toMatch(
      /none of its 1 ids.*--id-column/,
    );
    await write('twice/p/x.png', await picture(1, 2, 3).png().toBuffer());
    await write('twice/q/x.png', await picture(1, 2, 3).png().toBuffer());
    const both = await write('both.csv', 'file,glasses\nx.png,1\n');
    expect(await failure(at('twice'), torch, { attributes: both })).toMatch(
      /"x\.png" names p\/x\.png and q\/x\.png/,
    );
    expect(await failure(at('faces'), torch, { attributes: at('no.csv') })).toMatch(
      /no\.csv.*does not exist/,
    );
  });

  it('rejects damaged pictures by name, or leaves them out with a warning', async () => {
    const good = await picture(10, 20, 30, 64).png().toBuffer();
    const bad: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
      ['page.png', '<!DOCTYPE html><html></html>', /HTML page/],
      ['cut.png', good.subarray(0, good.length - 30), /cut\.png/],
      ['empty.jpg', '', /empty/],
    ];
    for (const [name, content, message] of bad) {
      await write(`bad-${name}/${name}`, content);
      await write(`bad-${name}/good.png`, good);
      const said = await failure(at(`bad-${name}`), torch);
      expect(said).toMatch(message);
      expect(said).toContain(name);
      expect(said).not.toMatch(/imageFolder/);
      const { inputs, warnings } = await open(at(`bad-${name}`), torch, { skipDamaged: true });
      expect(inputs.ids).toEqual(['good.png']);
      expect(warnings.join()).toContain(name);
    }
  });

  it('rejects an empty folder, one of other files, and encoders of vectors', async () => {
    await mkdir(at('nothing'));
    expect(await failure(at('nothing'), torch)).toMatch(/nothing.*no files/);
    await write('texts/a.txt', 'x');
    expect(await failure(at('texts'), torch)).toMatch(/it holds a\.txt/);
    expect(await failure(at('faces'), vectors(784))).toMatch(/vectors of 784 numbers/);
    expect(await failure(at('faces'), { inputShape: [8, 8, 4] })).toMatch(/grey or coloured/);
    expect(await failure(at('missing'), torch)).toMatch(/missing.*does not exist/);
  });
});

describe('CelebA', () => {
  beforeAll(async () => {
    const face = await picture(90, 80, 70).resize(178, 218).jpeg().toBuffer();
    for (const id of ['000001.jpg', '000002.jpg']) await write(`celeba/img_align_celeba/${id}`, face);
    await write('celeba/list_attr_celeba.txt', '2\nSmiling Male\n000001.jpg  1 -1\n000002.jpg -1 -1\n');
    await write(
      'celeba/list_landmarks_align_celeba.txt',
      '2\nlefteye_x lefteye_y righteye_x righteye_y nose_x nose_y leftmouth_x leftmouth_y rightmouth_x rightmouth_y\n' +
        '000001.jpg 69 109 106 113 77 142 73 152 108 154\n000002.jpg 69 110 107 112 81 135 70 151 108 153\n',
    );
    await write('celeba/list_eval_partition.txt', '000001.jpg 0\n000002.jpg 2\n');
  });

  it('has attributes and splits', async () => {
    const { inputs } = await open(at('celeba'), torch);
    expect(inputs).toMatchObject({
      kind: 'CelebA',
      ids: ['000001.jpg', '000002.jpg'],
      splits: { train: ['000001.jpg'], test: ['000002.jpg'] },
    });
    expect([...inputs.attributes!.columns.get('Smiling')!.codes]).toEqual([1, 0]);
    expect((await inputs.read(inputs.ids)).shape).toEqual([2, 3, 8, 8]);
  });

  it('rejects encoders of other shapes, a table without pictures, and a missing table of landmarks', async () => {
    expect(await failure(at('celeba'), { inputShape: [8, 16, 3] })).toMatch(/square pictures/);
    await write('celeba-2/list_attr_celeba.txt', '1\nSmiling\n000001.jpg 1\n');
    expect(await failure(at('celeba-2'), keras)).toMatch(/img_align_celeba/);
    await write('celeba-3/img_align_celeba/000001.jpg', await picture(1, 1, 1).jpeg().toBuffer());
    await write('celeba-3/list_attr_celeba.txt', '1\nSmiling\n000001.jpg 1\n');
    expect(await failure(at('celeba-3'), keras)).toMatch(/list_landmarks_align_celeba/);
  });
});

describe('a .npy', () => {
  const six = Float32Array.from([1, 2, 3, 4, 5, 6]);

  it('has rows by number, or by the ids next to it', async () => {
    await writeNpy(at('npy/x.npy'), ndarray(six, [3, 2]));
    const { inputs } = await open(at('npy/x.npy'), vectors(2));
    expect(inputs).toMatchObject({ kind: 'array', ids: ['0', '1', '2'], shape: [2] });
    expect([...(await inputs.read(['2', '0'])).data]).toEqual([5, 6, 1, 2]);
    await write('npy/x.csv', 'id,tumour\na,1\nb,0\nc,1\n');
    expect((await open(at('npy/x.npy'), vectors(2))).inputs.ids).toEqual(['a', 'b', 'c']);
    await write('npy/x.ids.json', '["p", "q", "r"]');
    await rm(at('npy/x.csv'));
    expect((await open(at('npy/x.npy'), vectors(2))).inputs.ids).toEqual(['p', 'q', 'r']);
  });

  it('gives any rows in any order, and rejects a file that became shorter', async () => {
    const width = 2000;
    const all = Float32Array.from({ length: 1500 * width }, (_, i) => i % 65_537);
    await writeNpy(at('many.npy'), ndarray(all, [1500, width]));
    const { inputs } = await open(at('many.npy'), vectors(width));
    const rows = [...Array(1200).keys(), 7, 7, 6, ...Array.from({ length: 90 }, (_, i) => 1410 + i)];
    const values = await inputs.read(rows.map(String));
    const wrong = rows.findIndex((row, i) =>
      [0, 1, 999, 1999].some((k) => values.get(i, k) !== (row * width + k) % 65_537),
    );
    expect(wrong).toBe(-1);
    await truncate(at('many.npy'), 4 * 1400 * width);
    await expect(inputs.read(['1398', '1399'])).rejects.toThrow(/many\.npy: .*shorter now/);
  });

  it('keeps every type of NumPy', async () => {
    for (const [i, Type] of [
      Float64Array,
      Int8Array,
      Int16Array,
      Int32Array,
      Uint8Array,
      Uint16Array,
      Uint32Array,
    ].entries()) {
      await writeNpy(at(`types/${i}.npy`), ndarray(Type.from(six) as Float64Array, [3, 2]));
      const { inputs } = await open(at(`types/${i}.npy`), vectors(2));
      expect([...(await inputs.read(['1'])).data]).toEqual([3, 4]);
    }
  });

  it('divides levels of pictures by 255, and says so', async () => {
    await writeNpy(at('levels.npy'), ndarray(new Uint8Array(64).fill(51), [1, 8, 8]));
    const { inputs, logs } = await open(at('levels.npy'), { inputShape: [1, 8, 8] });
    expect((await inputs.read(['0'])).get(0, 0, 3, 3)).toBeCloseTo(0.2, 6);
    expect(logs).toEqual([expect.stringMatching(/divided by 255/)]);
  });

  it('rejects other shapes with what to save, damaged files, and wrong ids', async () => {
    await writeNpy(at('last.npy'), ndarray(new Float32Array(2 * 192), [2, 8, 8, 3]));
    expect(await failure(at('last.npy'), torch)).toMatch(/\(0, 3, 1, 2\)/);
    await writeNpy(at('first.npy'), ndarray(new Float32Array(2 * 192), [2, 3, 8, 8]));
    expect(await failure(at('first.npy'), keras)).toMatch(/\(0, 2, 3, 1\)/);
    await write('page.npy', '<html></html>');
    expect(await failure(at('page.npy'), torch)).toMatch(/HTML page/);
    await write('text.npy', 'hello');
    expect(await failure(at('text.npy'), torch)).toMatch(/np\.save/);
    await writeNpy(at('cut/x.npy'), ndarray(six, [3, 2]));
    const whole = readFileSync(at('cut/x.npy'));
    await write('cut/x.npy', whole.subarray(0, whole.length - 12));
    expect(await failure(at('cut/x.npy'), vectors(2))).toMatch(`expected ${whole.length} bytes`);
    await writeNpy(at('ids/x.npy'), ndarray(six, [3, 2]));
    await write('ids/ids.json', '["a"]');
    expect(await failure(at('ids/x.npy'), vectors(2))).toMatch(/expected 3 ids.*1 entries/);
    await write('ids/ids.json', '["a", "a", "b"]');
    expect(await failure(at('ids/x.npy'), vectors(2))).toMatch(/"a" is a duplicate/);
  });
});

describe('a table of numbers', () => {
  it('has features by its header, ids by the first column of text, attributes by the other columns of text', async () => {
    await write('t/cells.csv', 'cell,Actb,Gapdh,type\nc1,1,2.5,T\nc2,3,4e-1,"B, naive"\n');
    const { inputs } = await open(at('t/cells.csv'), vectors(2));
    expect(inputs).toMatchObject({ kind: 'table', ids: ['c1', 'c2'], features: ['Actb', 'Gapdh'] });
    expect([...(await inputs.read(['c2', 'c1'])).data]).toEqual([3, Math.fround(0.4), 1, 2.5]);
    expect(inputs.attributes!.columns.get('type')!.values).toEqual(['B, naive', 'T']);
    await write('t/cells.tsv', '\tActb\tGapdh\n7\t1\t2\n8\t3\t4\n');
    expect((await open(at('t/cells.tsv'), vectors(2))).inputs.ids).toEqual(['7', '8']);
    await write('t/none.csv', 'Actb,Gapdh,sick\n1,2,0\n3,4,1\n');
    const labelled = await open(at('t/none.csv'), vectors(2), { labelColumns: ['sick'] });
    expect(labelled.inputs.ids).toEqual(['0', '1']);
    expect([...labelled.inputs.attributes!.columns.get('sick')!.codes]).toEqual([0, 1]);
  });

  it('takes the features of the encoder in its order', async () => {
    await write('t/order.csv', 'cell,A,B,C\nc1,1,2,3\n');
    const list = await write('t/genes.txt', 'C\nA\n');
    const { inputs } = await open(at('t/order.csv'), vectors(2), { features: list });
    expect([inputs.features, [...(await inputs.read(['c1'])).data]]).toEqual([
      ['C', 'A'],
      [3, 1],
    ]);
    // Other features give other numbers, so the list is one of the files of the run.
    expect(inputs.sources[1]).toEqual({ path: list, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const named = await open(at('t/order.csv'), { inputShape: [2], features: ['B', 'A'] });
    expect([...(await named.inputs.read(['c1'])).data]).toEqual([2, 1]);
    expect(await failure(at('t/order.csv'), { inputShape: [2], features: ['B', 'Z'] })).toMatch(
      /lacks feature "Z"/,
    );
    const short = await write('t/short.txt', 'C\n');
    expect(await failure(at('t/order.csv'), vectors(2), { features: short })).toMatch(
      /expected 2 names.*1 lines/,
    );
  });

  it.each([
    ['other.csv', 'cell,A,B,C\nc1,1,2,3\n', /expected 2 features.*it has 3.*--features/],
    ['ragged.csv', 'cell,A,B\nc1,1\n', /line 2 has 2/],
    ['hole.csv', 'cell,A,B\nc1,1,2\nc2,,4\nc3,1,1\n', /column "A"; row 2 has ""/],
    ['twice.csv', 'cell,A,A\nc1,1,2\n', /"A" is a duplicate/],
    ['ids.csv', 'cell,A,B\nc1,1,2\nc1,1,2\n', /"c1" is a duplicate/],
    ['empty.csv', '', /empty file/],
    ['header.csv', 'cell,A,B\n', /a header and rows/],
    ['page.csv', '<!DOCTYPE html>', /HTML page/],
    ['word.csv', 'cell,A,B\nc1,1,2\nc2,oops,4\nc3,1,1\n', /column "A"; row 2 has "oops".*--label-columns/],
  ])('rejects %s', async (name, content, message) => {
    await write(`bad-t/${name}`, content);
    expect(await failure(at('bad-t', name), vectors(2))).toMatch(message);
  });
});

describe('counts of genes', () => {
  const bulb = syntheticBulb({ genes: 12, seed: 3, spots: 60 });
  const dense = (gene: number, spot: number) => {
    for (let i = bulb.counts.indptr[gene]!; i < bulb.counts.indptr[gene + 1]!; i++) {
      if (bulb.counts.spots[i] === spot) return bulb.counts.values[i]!;
    }
    return 0;
  };
  const { names } = bulb.spots;
  beforeAll(async () => {
    await writeAnnData({
      to: at('bulb.h5ad'),
      counts: { ...bulb, spots: { ...bulb.spots, pixels: { x: bulb.spots.x, y: bulb.spots.y } } },
      obs: { cluster: names.map((_, i) => `k${i % 3}`), depth: Float64Array.from(names, (_, i) => i / 7) },
    });
  });

  it('are cells for an encoder of vectors', async () => {
    const { inputs } = await open(at('bulb.h5ad'), vectors(12));
    expect(inputs).toMatchObject({ kind: 'cells', features: bulb.genes });
    const values = await inputs.read([names[7]!, names[2]!]);
    for (const gene of bulb.genes.keys()) {
      expect([values.get(0, gene), values.get(1, gene)]).toEqual([dense(gene, 7), dense(gene, 2)]);
    }
    expect(inputs.attributes!.columns.get('cluster')!.values).toEqual(['k0', 'k1', 'k2']);
    expect(inputs.attributes!.columns.has('depth')).toBe(false);
    const total = bulb.genes.reduce((sum, _, gene) => sum + dense(gene, 7), 0);
    const plain = await (await open(at('bulb.h5ad'), vectors(12), { counts: 'log1p' })).inputs.read([
      names[7]!,
    ]);
    for (const gene of bulb.genes.keys()) {
      expect(plain.get(0, gene)).toBeCloseTo(Math.log1p(dense(gene, 7)), 6);
    }
    for (const [counts, scale] of [
      ['log1p-cpm', 1e6],
      ['log1p-cp10k', 1e4],
    ] as const) {
      const logs = await (await open(at('bulb.h5ad'), vectors(12), { counts })).inputs.read([names[7]!]);
      for (const gene of bulb.genes.keys()) {
        expect(logs.get(0, gene)).toBeCloseTo(Math.log1p((scale * dense(gene, 7)) / total), 5);
      }
    }
  });

  it('select and order genes by name', async () => {
    const list = await write('three.txt', [bulb.genes[5], bulb.genes[0], bulb.genes[9]].join('\n'));
    const { inputs } = await open(at('bulb.h5ad'), vectors(3), { features: list });
    expect([...(await inputs.read([names[1]!])).data]).toEqual([dense(5, 1), dense(0, 1), dense(9, 1)]);
  });

  it('have the attributes of a table, which is one of the files of the run', async () => {
    const table = await write('spots.csv', `id,sick\n${names[0]},1\n${names[1]},0\n`);
    const { inputs } = await open(at('bulb.h5ad'), vectors(bulb.genes.length), { attributes: table });
    expect([...inputs.attributes!.columns.keys()]).toEqual(['sick']);
    expect(inputs.sources.map(({ path }) => path)).toEqual([at('bulb.h5ad'), table]);
  });

  it('are pictures of genes for an encoder of pictures', async () => {
    for (const inputShape of [
      [24, 24, 1],
      [1, 24, 24],
    ]) {
      const { inputs } = await open(at('bulb.h5ad'), { inputShape });
      const own = await geneRasters(inputs.counts!, { size: 24, onWarning: () => {} });
      expect([inputs.kind, inputs.ids]).toEqual(['genes on spots', own.genes]);
      const some = [own.genes[3]!, own.genes[1]!, own.genes[3]!];
      const values = await inputs.read(some);
      expect(values.shape).toEqual([3, ...inputShape]);
      const area = 576;
      const expected = [3, 1, 3].flatMap((i) => [
        ...(own.images.data as Float32Array).subarray(i * area, (i + 1) * area),
      ]);
      expect([...values.data]).toEqual(expected);
    }
  });

  it('reject other numbers of genes, several channels, damaged files, and other HDF5 files', async () => {
    expect(await failure(at('bulb.h5ad'), vectors(2000))).toMatch(
      /expected 2000 features.*it has 12.*--features/,
    );
    expect(await failure(at('bulb.h5ad'), torch)).toMatch(/one channel/);
    await write('cut.h5ad', readFileSync(at('bulb.h5ad')).subarray(0, 3000));
    expect(await failure(at('cut.h5ad'), vectors(12))).toMatch(/cut\.h5ad/);
    await write('page.h5ad', '<html></html>');
    expect(await failure(at('page.h5ad'), vectors(12))).toMatch(/HTML page/);
    await write('other.h5', '\x89HDF\r\n\x1a\n');
    expect(await failure(at('other.h5'), vectors(12))).toMatch(/other\.h5/);
    await write('other.h4', '\x89HDF\r\n\x1a\n');
    expect(await failure(at('other.h4'), vectors(12))).toMatch(
      /rename it to end in \.h5ad \(anndata\) or \.h5/,
    );
    expect(await failure(at('bulb.h5ad'), vectors(12), { layer: 'none' })).toMatch(/none/);
  });

  it('are read from a folder of the 2016 arrays', async () => {
    const rows = ['\tPenk\tDoc2g', '10x10\t1\t0', '11x10\t2\t5', '11x11\t0\t3'];
    await write('st/Rep1_MOB_count_matrix-1.tsv', `${rows.join('\n')}\n`);
    const cells = await open(at('st'), vectors(2));
    expect([...(await cells.inputs.read(['11x10'])).data]).toEqual([2, 5]);
    const genes = await open(at('st'), { inputShape: [32, 32, 1] });
    expect(genes.inputs.ids).toEqual(['Penk', 'Doc2g']);
    expect(Math.max(...((await genes.inputs.read(['Doc2g'])).data as Float32Array))).toBe(1);
    await write('st-2/a_count_matrix.tsv', '<html>');
    expect(await failure(at('st-2'), vectors(2))).toMatch(/HTML/);
    await write('st-3/a_count_matrix.tsv', '\tA\n1x1\t-3\n');
    expect(await failure(at('st-3'), vectors(1))).toMatch(/-3|negative/);
    await write('st-4/a_count_matrix.tsv', '');
    expect(await failure(at('st-4'), vectors(1))).toMatch(/empty/);
  });

  it('are read from a folder of Space Ranger, also the one around outs', async () => {
    await write('vis/outs/filtered_feature_bc_matrix/barcodes.tsv', 'AAA-1\nBBB-1\n');
    await write(
      'vis/outs/filtered_feature_bc_matrix/features.tsv',
      'E1\tPenk\tGene Expression\nE2\tActb\tGene Expression\n',
    );
    await write(
      'vis/outs/filtered_feature_bc_matrix/matrix.mtx',
      '%%MatrixMarket matrix coordinate integer general\n2 2 3\n1 1 4\n2 1 1\n2 2 7\n',
    );
    await write('vis/outs/spatial/tissue_positions_list.csv', 'AAA-1,1,0,0,100,100\nBBB-1,1,1,1,200,200\n');
    expect((await openVisium(at('vis/outs'), { images: false, onWarning: () => {} })).genes).toEqual([
      'Penk',
      'Actb',
    ]);
    for (const path of [at('vis'), at('vis/outs')]) {
      const { inputs } = await open(path, vectors(2));
      expect([...(await inputs.read(['BBB-1', 'AAA-1'])).data]).toEqual([0, 7, 4, 1]);
    }
    expect((await open(at('vis'), { inputShape: [78, 64, 1] })).inputs.ids).toEqual(['Penk', 'Actb']);
    await write('vis-2/filtered_feature_bc_matrix/barcodes.tsv', 'AAA-1\n');
    expect(await failure(at('vis-2'), vectors(2))).toMatch(/vis-2/);
  });
});

it('rejects what is no data, and a model in the place of data', async () => {
  await write('m/model.json', '{}');
  expect(await failure(at('m'), torch)).toMatch(/folder of a model; pass the model first/);
  await write('e.onnx', '\x08\x07');
  expect(await failure(at('e.onnx'), torch)).toMatch(/this is a model; check the order/);
  await write('one.png', await picture(1, 2, 3).png().toBuffer());
  expect(await failure(at('one.png'), torch)).toMatch(/one picture; pass its folder/);
  await write('x.pkl', 'abc');
  expect(await failure(at('x.pkl'), torch)).toMatch(/pickled/);
});
