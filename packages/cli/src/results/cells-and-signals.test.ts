import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNpy, writeNpy } from '@csm/core/node';
import { syntheticBulb } from '@csm/datasets';
import { openAnnData, writeAnnData } from '@csm/datasets/node';
import '@tensorflow/tfjs-backend-cpu';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCsm } from '../../test/run-csm.js';
import { writeLayersModel } from '../../test/write-layers-model.js';

let folder = '';
const at = (...names: string[]) => join(folder, ...names);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-other-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a command that must succeed. */
async function done(...args: string[]) {
  const result = await runCsm(...args, '--engine', 'cpu');
  expect(result.code, result.err).toBe(0);
  return result;
}

/** The concept's verdicts by csm certify and by csm report, which must be the same. */
async function verdicts(model: string, data: string, name: string, ...more: string[]) {
  const concepts = ['--concepts', at(name, 'concepts'), ...more];
  const certified = await done(
    'certify',
    model,
    data,
    ...concepts,
    '--out',
    at(name, 'certificates'),
    '--json',
  );
  const reported = await done('report', model, data, ...concepts, '--out', at(name, 'report.html'), '--json');
  const of = (each: { verdict: string }) => each.verdict;
  const found = JSON.parse(certified.out).certificates.map(of);
  expect(JSON.parse(reported.out).concepts.map(of)).toEqual(found);
  return found as string[];
}

it('explains cells × genes of an .h5ad by a column of obs, with bars of genes, a table and a copy of the .h5ad', async () => {
  const bulb = syntheticBulb({ genes: 8, seed: 2, spots: 120 });
  await writeAnnData({ to: at('cells.h5ad'), counts: bulb });
  const dense = layers.dense({ inputShape: [8], units: 3, useBias: false });
  const model = sequential({ layers: [dense] });
  await writeLayersModel(at('vectors'), model);
  const call = [at('vectors'), at('cells.h5ad')];
  await done('concept', ...call, '--obs', 'label', '--value', 'GCL', '--out', at('cells', 'concepts'));
  await done(
    ...['explain', ...call, '--concepts', at('cells', 'concepts'), '--out', at('cells', 'maps')],
    ...['--method', 'inputXGradient', '--h5ad', at('explained.h5ad')],
  );
  const maps = await readNpy(at('cells', 'maps', 'maps', 'label-GCL', 'inputXGradient.npy'));
  expect(maps.shape).toEqual([120, 8]);
  const scores = (await readFile(at('cells', 'maps', 'scores.csv'), 'utf8')).trim().split('\n').slice(1);
  // A linear encoder without bias: the map of an input adds up to its score.
  for (const [i, row] of scores.entries()) {
    let sum = 0;
    for (let k = 0; k < 8; k++) sum += Number(maps.get(i, k));
    const score = Number(row.split(',')[1]);
    expect(Math.abs(sum - score)).toBeLessThan(1e-4 * Math.max(1, Math.abs(score)));
  }
  const table = await readFile(at('cells', 'maps', 'maps', 'label-GCL', 'inputXGradient.csv'), 'utf8');
  expect(table.trim().split('\n')).toHaveLength(9);
  for (const gene of bulb.genes) expect(table).toContain(`\n${gene},`);
  const copy = await openAnnData(at('explained.h5ad'), { images: false });
  expect(Object.keys(copy.spots.columns ?? {})).toContain('csm_score_label GCL');
  expect(await verdicts(...(call as [string, string]), 'cells', '--method', 'inputXGradient')).toHaveLength(
    1,
  );
});

it('explains signals of a .npy of shape [n, samples, channels]', async () => {
  const [n, samples] = [60, 32];
  const values = Float32Array.from({ length: n * samples * 2 }, (_, k) => {
    const [signal, sample] = [Math.floor(k / (samples * 2)), Math.floor(k / 2) % samples];
    const bump = signal % 2 === 0 && sample >= 10 && sample < 14 ? 2 : 0;
    return bump + Math.sin(k * 12.9898) * 0.3;
  });
  await writeNpy(at('signals.npy'), ndarray(values, [n, samples, 2]));
  const rows = Array.from({ length: n }, (_, i) => `s${i},${i % 2 === 0 ? 1 : 0}`);
  await writeFile(at('signals.csv'), `id,bump\n${rows.join('\n')}\n`);
  const model = sequential({
    layers: [
      layers.conv1d({
        inputShape: [samples, 2],
        filters: 4,
        kernelSize: 3,
        activation: 'relu',
        padding: 'same',
      }),
      layers.flatten(),
      layers.dense({ units: 4 }),
    ],
  });
  await writeLayersModel(at('convolution'), model);
  const call = [at('convolution'), at('signals.npy')] as const;
  await done('concept', ...call, '--name', 'bump', '--out', at('signals', 'concepts'));
  await done(
    ...['explain', ...call, '--concepts', at('signals', 'concepts'), '--out', at('signals', 'maps')],
    ...['--limit', '3'],
  );
  const maps = await readNpy(at('signals', 'maps', 'maps', 'bump', 'integratedGradients.npy'));
  expect(maps.shape).toEqual([3, samples, 2]);
  expect(await verdicts(...call, 'signals')).toHaveLength(1);
});
