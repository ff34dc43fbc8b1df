import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syntheticCells } from '@csm/datasets';
import { writeAnnData } from '@csm/datasets/node';
import { csvParse } from 'd3-dsv';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NEEDS_SHARED, sharedPath } from '../../../../test/shared-folder.js';
import { runCsm } from '../../test/run-csm.js';
import { writeCells } from '../../test/write-cells.js';

let folder = '';
let drivers: Readonly<Record<string, readonly string[]>> = {};
let batchGenes: readonly string[] = [];
const at = (...names: string[]) => join(folder, ...names);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-cells-'));
  ({ drivers } = await writeCells(at('plain.h5ad')));
  ({ batchGenes } = await writeCells(at('confounded.h5ad'), {
    batchEffect: 1.2,
    batchGenes: 30,
    confounding: 0.9,
  }));
});
afterAll(() => rm(folder, { recursive: true }));

const PBMC = sharedPath('data', 'pbmc-cite', 'pbmc_10k_protein_v3_200.h5ad');

const SCVI = sharedPath('oracles', 'onnx', 'scvi.onnx');

interface Result {
  readonly concepts: readonly {
    readonly name: string;
    readonly verdict: string;
    readonly reasons: readonly string[];
    readonly genes: readonly string[];
  }[];
}

const cells = async (data: string, out: string, ...args: string[]) => {
  const found = await runCsm('cells', at(data), '--out', at(out), '--json', ...args);
  expect(found.err.split('\n').filter((line) => line.startsWith('csm: '))).toEqual([]);
  expect(found.code).toBe(0);
  return JSON.parse(found.out) as Result;
};

const TRAINED = ['--labels', 'type', '--value', 'A,B', '--permutations', '199'];
const EPOCHS = ['--epochs', '40'];

it('ranks the drivers of a simulated type first, writes everything, and repeats nothing', async () => {
  const { concepts } = await cells('plain.h5ad', 'plain', ...TRAINED, ...EPOCHS, '--donor', 'donor');
  for (const { name, genes } of concepts) {
    const rows = csvParse(await readFile(at('plain', `genes-${name}.csv`), 'utf8'));
    expect(rows.slice(0, 20).map(({ gene }) => gene)).toEqual(genes);
    const own = new Set(drivers[name]);
    // Genes that the others have more of are drivers of the others. Chance: 8 of 120 genes.
    const more = rows.filter((row) => Number(row.log2_fold_change) > 0).map(({ gene }) => gene ?? '');
    expect(more.slice(0, 6).filter((gene) => own.has(gene)).length).toBeGreaterThanOrEqual(4);
  }
  expect(concepts.map(({ name }) => name)).toEqual(['A', 'B']);
  const files = await readdir(at('plain'));
  for (const file of [
    ...['index.html', 'run.json', 'results.h5ad', 'concepts.json', 'scores.csv', 'genes-A.csv'],
    ...['certificate-A.json', 'figures', 'models'],
  ]) {
    expect(files).toContain(file);
  }
  const rows = csvParse(await readFile(at('plain', 'genes-A.csv'), 'utf8'));
  expect(rows).toHaveLength(120);
  expect(Number(rows[0]?.q)).toBeLessThanOrEqual(0.05);
  const page = await readFile(at('plain', 'index.html'), 'utf8');
  for (const words of [
    'What to believe',
    'plain test',
    'Does the ranking survive another training',
    'from the mean of the other cells',
  ]) {
    expect(page).toContain(words);
  }

  const { mtimeMs } = await stat(at('plain', 'models', 'seed-0', 'training.json'));
  await rm(at('plain', 'index.html'));
  const again = await cells('plain.h5ad', 'plain', ...TRAINED, ...EPOCHS, '--donor', 'donor');
  expect(again.concepts).toEqual(concepts);
  expect((await stat(at('plain', 'models', 'seed-0', 'training.json'))).mtimeMs).toBe(mtimeMs);
  expect(existsSync(at('plain', 'index.html'))).toBe(true);
});

it('takes models from elsewhere, and does not believe the ranking of one', async () => {
  const model = (seed: number) => at('plain', 'models', `seed-${seed}`, 'vae');
  const given = ['--encoder', model(0), '--features', at('plain', 'models', 'seed-0', 'features.txt')];
  const one = await cells('plain.h5ad', 'given', ...TRAINED, ...given);
  for (const { verdict, reasons } of one.concepts) {
    expect(verdict).not.toBe('believe');
    expect(reasons.join()).toContain('--second-encoder');
  }
  // The column of donors is found by its name.
  expect(await readFile(at('given', 'certificate-A.json'), 'utf8')).toContain('Pass --donor donor');
  const two = await cells('plain.h5ad', 'two', ...TRAINED, ...given, '--second-encoder', model(1));
  expect(two.concepts.map(({ genes }) => genes)).toEqual(one.concepts.map(({ genes }) => genes));
  for (const { reasons } of two.concepts) expect(reasons.join()).not.toContain('--second-encoder');
});

it('writes models that the other commands take with their genes', async () => {
  await cells('plain.h5ad', 'few', ...TRAINED, '--hvg', '60', '--epochs', '2', '--seed', '0');
  const { code, err } = await runCsm(
    ...['encode', at('few', 'models', 'seed-0'), at('plain.h5ad'), '--out', at('latents')],
  );
  expect([code, err]).toEqual([0, 'encoded: 400\n']);
});

it('does not believe an encoder that reads the batch', async () => {
  const trained = await cells('confounded.h5ad', 'blind', '--labels', 'type', '--value', 'A', ...EPOCHS);
  const model = (seed: number) => at('blind', 'models', `seed-${seed}`, 'vae');
  const { concepts } = await cells(
    ...(['confounded.h5ad', 'confounded', '--labels', 'type', '--value', 'A'] as const),
    ...['--batch', 'batch', '--encoder', model(0), '--second-encoder', model(1)],
    ...['--features', at('blind', 'models', 'seed-0', 'features.txt')],
  );
  // The column is found by its name, too, but a column that is only found does not change the concept.
  const [pooled = expect.fail('no concept')] = trained.concepts;
  expect(pooled.verdict).toBe('doubt');
  expect(pooled.reasons.join()).toContain('Cells of the same label but of different batches');
  // Named, the concept is the difference within batches, whose score follows the batch less.
  const [within = expect.fail('no concept')] = concepts;
  expect(within.verdict).not.toBe('believe');
  expect(within.reasons.join()).not.toContain('Cells of the same label but of different batches');
  const ofBatch = ({ genes }: { readonly genes: readonly string[] }) =>
    genes.filter((gene) => batchGenes.includes(gene)).length;
  expect(ofBatch(within)).toBeLessThan(ofBatch(pooled));
});

it('makes the concept within the batches of a column that is named, as p and q do', async () => {
  await writeCells(at('within.h5ad'), { batchEffect: 1.2, batchGenes: 30, confounding: 0.8 });
  const args = ['--labels', 'type', '--value', 'A', '--permutations', '99'];
  // Its latent has the batch, because the training does not know it.
  await cells('within.h5ad', 'pooled', ...args, '--epochs', '20', '--seed', '0');
  const genes = at('pooled', 'models', 'seed-0', 'features.txt');
  const found = await runCsm(
    ...['cells', at('within.h5ad'), '--out', at('within'), ...args, '--batch', 'batch'],
    ...['--encoder', at('pooled', 'models', 'seed-0', 'vae'), '--features', genes],
  );
  expect(found.code).toBe(0);
  expect(found.err).not.toContain('cosine');
  const page = async (out: string) => readFile(at(out, 'index.html'), 'utf8');
  expect(await page('within')).toContain('They are compared within batches (“batch”).');
  expect(await page('pooled')).not.toContain('compared within batches');
  const certificate = await readFile(at('within', 'certificate-A.json'), 'utf8');
  expect(certificate).toContain('a held-out cell of A has a higher score');
});

it('does not believe the batch itself, nor random labels', async () => {
  const model = (seed: number) => at('plain', 'models', `seed-${seed}`, 'vae');
  const given = ['--encoder', model(0), '--second-encoder', model(1)];
  const { concepts } = await cells(
    ...(['plain.h5ad', 'itself', '--labels', 'batch', '--batch', 'batch'] as const),
    ...given,
  );
  for (const { verdict, reasons } of concepts) {
    expect(verdict).toBe('doubt');
    expect(reasons.join()).toContain('the label and the batch are the same thing');
    expect(reasons.join()).not.toContain('Give more');
  }
  const donors = await cells('plain.h5ad', 'random', '--labels', 'donor', ...given);
  for (const { verdict } of donors.concepts) expect(verdict).not.toBe('believe');
});

it.skipIf(PBMC === undefined)(
  `finds known markers of blood cells that proteins define${PBMC ? '' : ` ${NEEDS_SHARED}`}`,
  async () => {
    const markers = {
      'CD14 monocyte: CD14>=512': [
        'LYZ',
        'CD14',
        'S100A8',
        'S100A9',
        'FCN1',
        'VCAN',
        'CST3',
        'TYROBP',
        'S100A12',
      ],
      'B cell: CD19': ['MS4A1', 'CD79A', 'CD79B', 'IGHM', 'IGKC', 'BANK1', 'HLA-DRA', 'CD74', 'IGHD'],
      'T cell: CD3 and not CD19': ['CD3D', 'CD3E', 'TRAC', 'IL7R', 'LTB', 'IL32', 'CD3G', 'CD27', 'TRBC2'],
    };
    const rules = Object.keys(markers).flatMap((rule) => ['--protein', rule]);
    const found = await runCsm(
      ...[
        'cells',
        PBMC ?? '',
        '--out',
        at('pbmc'),
        '--json',
        '--epochs',
        '40',
        '--permutations',
        '99',
        ...rules,
      ],
    );
    const { concepts } = JSON.parse(found.out) as Result;
    expect(concepts.map(({ name }) => name)).toEqual(['CD14 monocyte', 'B cell', 'T cell']);
    for (const [i, known] of Object.values(markers).entries()) {
      const rows = csvParse(
        await readFile(at('pbmc', `genes-${concepts[i]?.name.replaceAll(' ', '-')}.csv`), 'utf8'),
      );
      // Of 2,000 genes; those that the other cells have more of are markers of the others.
      const more = rows.filter((row) => Number(row.log2_fold_change) > 0).map(({ gene }) => gene ?? '');
      expect(more.slice(0, 15).filter((gene) => known.includes(gene)).length).toBeGreaterThanOrEqual(3);
    }
  },
);

it.skipIf(SCVI === undefined)(
  `explains an export of scVI in each batch, and asks for the batch${SCVI ? '' : ` ${NEEDS_SHARED}`}`,
  async () => {
    await writeCells(at('scvi.h5ad'), { genes: 200 });
    const call = (out: string, ...args: string[]) =>
      runCsm(
        'cells',
        at('scvi.h5ad'),
        '--labels',
        'type',
        '--encoder',
        SCVI ?? '',
        '--out',
        at(out),
        '--json',
        ...args,
      );
    const { code, err } = await call('scvi');
    expect([code, err.split('\n').at(-2)]).toEqual([
      1,
      expect.stringMatching(
        /expected 201 genes, .* --features FILE, .* and its other inputs, .* --given batch=0\.$/,
      ),
    ]);
    const scores: string[] = [];
    for (const batch of [0, 1]) {
      const { concepts } = JSON.parse(
        (await call(`scvi-${batch}`, '--given', `batch=${batch}`)).out,
      ) as Result;
      // Its weights are random, and there is one training.
      for (const { verdict } of concepts) expect(verdict).not.toBe('believe');
      scores.push(await readFile(at(`scvi-${batch}`, 'scores.csv'), 'utf8'));
    }
    expect(scores[0]).not.toBe(scores[1]);
  },
);

it('says on the page that counts are not raw, and how many cells have no label', async () => {
  const { counts } = syntheticCells({
    cells: 60,
    genes: 160,
    seed: 0,
    types: { A: 0.5, B: 0.5 },
    drivers: 4,
  });
  const values = counts.counts.values.map(Math.log1p);
  const { type } = counts.spots.columns ?? {};
  const some = Array.from(type as ArrayLike<string>, (label, i) => (i < 7 ? null : label));
  const spots = { ...counts.spots, columns: { type: some } };
  await writeAnnData({
    to: at('logs.h5ad'),
    counts: { ...counts, spots, counts: { ...counts.counts, values }, layers: { counts: counts.counts } },
  });
  const { concepts } = await cells(
    'logs.h5ad',
    'logs',
    '--labels',
    'type',
    '--epochs',
    '2',
    '--permutations',
    '19',
    '--seed',
    '0',
  );
  for (const { verdict, reasons } of concepts) {
    expect(verdict).toBe('doubt');
    expect(reasons.join()).toContain('values that are not whole numbers');
  }
  const page = await readFile(at('logs', 'index.html'), 'utf8');
  expect(page).toContain('These are not raw counts');
  expect(page).toContain('7 of 60 cells have no label');
  const { err } = await runCsm('cells', at('logs.h5ad'), '--out', at('no'), '--labels', 'unknown');
  expect(err).toContain('log-transformed; the counts may be in --layer counts.');
});

it('rejects gene sets of other names than those of the data before a model is trained', async () => {
  await writeFile(at('ensembl.gmt'), 'SET\tfrom\tENSG00000000003\tENSG00000000005\n');
  const { code, err } = await runCsm(
    ...['cells', at('plain.h5ad'), '--out', at('no'), '--labels', 'type', '--enrich', at('ensembl.gmt')],
  );
  expect(code).toBe(2);
  expect(err).toMatch(/--enrich: no set of .* names such as "ENSG00000000003"/);
  expect(err).not.toContain('Training');
});
