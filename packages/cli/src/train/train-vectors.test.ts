import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadLatents, writeNpy } from '@csm/core/node';
import type { SpatialCounts } from '@csm/datasets';
import { openAnnData, writeAnnData } from '@csm/datasets/node';
import { countsByGene } from '@csm/datasets/readers';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCsm } from '../../test/run-csm.js';
import { silentRun } from '../../test/silent-run.js';
import { writeCells } from '../../test/write-cells.js';
import { openModel } from '../models/open-model.js';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
beforeAll(async () => {
  await import('@csm/wasm');
  await setBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'csm-vectors-'));
  await writeCells(at('cells.h5ad'), { cells: 200, genes: 60, drivers: 4, programGenes: 4, batchGenes: 4 });
});
afterAll(() => rm(folder, { recursive: true }));

const run = async (...args: string[]) => {
  const found = await runCsm(...args);
  expect(found.code, found.err).toBe(0);
  return found;
};
const latentsOf = async (model: string, data: string, out: string, ...more: string[]) => {
  const { err } = await run('encode', model, data, '--out', at(out), '--engine', 'wasm', ...more);
  return { ...(await loadLatents(at(out))), err };
};
const small = ['--epochs', '3', '--latent', '4', '--hidden', '16'];

/** The same cells with the genes in reverse order, and one more gene. */
async function writeReversed(from: string, to: string): Promise<void> {
  const counts: SpatialCounts = await openAnnData(from, { spatial: false, onWarning: () => {} });
  const last = counts.genes.length - 1;
  const cells = counts.spots.names.map((_, cell) => {
    const found = [...counts.genes.keys()].flatMap((gene) => {
      for (let i = counts.counts.indptr[gene]!; i < counts.counts.indptr[gene + 1]!; i++) {
        if (counts.counts.spots[i] === cell) return [[last - gene + 1, counts.counts.values[i]!] as const];
      }
      return [];
    });
    const sorted = found.sort((a, b) => a[0] - b[0]);
    return {
      genes: Uint32Array.from(sorted, ([gene]) => gene),
      values: Float32Array.from(sorted, ([, value]) => value),
    };
  });
  const genes = ['NEW', ...counts.genes.toReversed()];
  await writeAnnData({
    to,
    counts: { spots: counts.spots, genes, counts: countsByGene(cells, genes.length) },
  });
}

describe('csm train on cells', () => {
  it('trains a model of counts that the other commands take, with its genes in their order', async () => {
    const before = memory().numTensors;
    const { out: text, err } = await run('train', at('cells.h5ad'), '--out', at('model'), ...small, '--json');
    expect(memory().numTensors).toBe(before);
    const result = JSON.parse(text);
    expect(result).toMatchObject({ samples: 200, features: 60, likelihood: 'negativeBinomial' });
    expect(result.epochs[2].loss).toBeLessThan(result.epochs[0].loss);
    expect(err).toMatch(/180 samples of 60 features for training, 20 for validation/);
    const files = await readdir(at('model'));
    for (const name of [
      'run.json',
      'training.json',
      'vae',
      'features.txt',
      'inputs.json',
      'loss-curve.svg',
      'reconstructions.png',
    ]) {
      expect(files).toContain(name);
    }
    const { genes } = await openAnnData(at('cells.h5ad'), { spatial: false, onWarning: () => {} });
    expect((await readFile(at('model', 'features.txt'), 'utf8')).trim().split('\n')).toEqual(genes);
    const model = await openModel(at('model'), { engine: 'wasm' }, silentRun().run);
    expect([model.encoder.latentSize, model.encoder.inputShape]).toEqual([4, [60]]);
    expect(model.inputs).toMatchObject({ features: genes, counts: 'raw' });
    expect(model.decoder).toBeDefined();
    expect(Object.keys(model.files)).toContain('../features.txt');
    await model.dispose();

    await writeReversed(at('cells.h5ad'), at('reversed.h5ad'));
    const own = await latentsOf(at('model'), at('cells.h5ad'), 'latents');
    const other = await latentsOf(at('model'), at('reversed.h5ad'), 'latents-2');
    expect(other.ids).toEqual(own.ids);
    expect([...other.latents.data]).toEqual([...own.latents.data]);
    // An encoder that starts after its logarithm gets logarithms.
    const after = await latentsOf(at('model'), at('cells.h5ad'), 'latents-3', '--input', 'log1p');
    const gap = after.latents.data.map((value, i) => Math.abs(value - own.latents.data[i]!));
    expect(Math.max(...gap)).toBeLessThan(1e-5);

    const again = await run('train', at('cells.h5ad'), '--out', at('model'), ...small);
    expect(again.err).toMatch(/the training is finished/);
    const seed = await runCsm('train', at('cells.h5ad'), '--out', at('model'), ...small, '--seed', '1');
    expect([seed.code, seed.err]).toEqual([1, expect.stringContaining('seed 0, now 1')]);
  });

  it('keeps the values of a Gaussian model, chooses genes, and tells the decoder the batch', async () => {
    const options = ['--likelihood', 'gaussian', '--hvg', '20', '--batch-column', 'batch'];
    const { err: said } = await run('train', at('cells.h5ad'), '--out', at('gaussian'), ...small, ...options);
    expect(said).toMatch(/The model has the 20 most variable of 60 genes/);
    const own = await latentsOf(at('gaussian'), at('cells.h5ad'), 'g-1');
    const logs = await latentsOf(at('gaussian'), at('cells.h5ad'), 'g-2', '--counts', 'log1p-cp10k');
    expect([...logs.latents.data]).toEqual([...own.latents.data]);
    const raw = await latentsOf(at('gaussian'), at('cells.h5ad'), 'g-3', '--counts', 'raw');
    expect(raw.err).toMatch(/the model was trained with --counts log1p-cp10k; it now gets raw/);
    expect([...raw.latents.data]).not.toEqual([...own.latents.data]);
    const model = await openModel(at('gaussian'), { engine: 'wasm' }, silentRun().run);
    expect(model.decoder).toBeUndefined();
    expect(model.inputs.features).toHaveLength(20);
    await model.dispose();
  });

  it('makes a report of a concept of cells', async () => {
    const page = at('report.html');
    const options = [
      '--name',
      'type',
      '--out',
      page,
      '--engine',
      'wasm',
      '--limit',
      '1',
      '--method',
      'gradient',
    ];
    const { code, err } = await runCsm('report', at('model'), at('cells.h5ad'), ...options);
    expect([code, existsSync(page)], err).toEqual([0, true]);
  });
});

describe('csm train on numbers', () => {
  it('trains on a table and on a .npy, and warns of columns that are not standardised', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => [
      `r${i}`,
      Math.sin(i),
      Math.cos(3 * i),
      1000 * Math.sin(i),
    ]);
    await writeFile(at('t.csv'), `id,a,b,c\n${rows.map((row) => row.join(',')).join('\n')}\n`);
    const { err } = await run('train', at('t.csv'), '--out', at('table'), ...small);
    expect(err).toMatch(/standard deviation of column "c" is [67]\d0;/);
    expect(await readFile(at('table', 'features.txt'), 'utf8')).toBe('a\nb\nc\n');
    expect(existsSync(at('table', 'inputs.json'))).toBe(false);
    await writeFile(
      at('t-2.csv'),
      `id,c,b,a\n${rows.map(([id, a, b, c]) => [id, c, b, a].join(',')).join('\n')}\n`,
    );
    const own = await latentsOf(at('table'), at('t.csv'), 't-1');
    expect([...(await latentsOf(at('table'), at('t-2.csv'), 't-2')).latents.data]).toEqual([
      ...own.latents.data,
    ]);
    const values = Float32Array.from(rows.flatMap(([, a, b]) => [Number(a), Number(b)]));
    await writeNpy(at('x.npy'), ndarray(values, [60, 2]));
    const { out } = await run('train', at('x.npy'), '--out', at('array'), ...small, '--json');
    expect(JSON.parse(out)).toMatchObject({ samples: 60, features: 2, likelihood: 'gaussian' });
  });
});

it.each([
  [
    ['cells.h5ad', '--counts', 'log1p'],
    /--likelihood negativeBinomial is for raw counts; got --counts log1p/,
  ],
  [
    ['cells.h5ad', '--size', '16', '--likelihood', 'poisson'],
    /--size is for a model of pictures; .* gives vectors/,
  ],
  [['cells.h5ad', '--samples', 'genes', '--hvg', '20'], /--hvg is for a model of vectors; .* gives pictures/],
  [
    ['cells.h5ad', '--batch-column', 'btch'],
    /no column "btch"; did you mean "batch"|no column "btch"; valid columns/,
  ],
  [['cells.h5ad', '--hvg', '5'], /--hvg must be a whole number of at least 10/],
  [['u.csv', '--likelihood', 'poisson'], /--likelihood poisson is for counts of cells/],
  [['u.csv', '--batch-column', 'a'], /--batch-column is for counts of cells/],
  [['u.csv', '--samples', 'cells'], /--samples is for counts of genes/],
])('rejects %j before any work', async ([data = '', ...options], message) => {
  await writeFile(at('u.csv'), 'id,a\nx,1\ny,2\n');
  const { code, err } = await runCsm('train', at(data), '--out', at('never'), ...options);
  expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  expect(existsSync(at('never'))).toBe(false);
});
