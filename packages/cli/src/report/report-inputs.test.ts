import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readNpy, writeNpy } from '@csm/core/node';
import { setBackend } from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDrawnFaces } from '../../test/drawn-faces.js';
import { runCsm } from '../../test/run-csm.js';
import { writeLayersModel } from '../../test/write-layers-model.js';

const ENCODER = fileURLToPath(new URL('../../../../examples/onnx/encoder.onnx', import.meta.url));
const ROWS = 24;
const LENGTH = 6;

let folder: string;
beforeAll(async () => {
  await setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'csm-report-inputs-'));
});
afterAll(() => rm(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
/** Half of the samples are higher in the first feature. */
const value = (row: number, k: number) => Math.sin(7 * row + 3 * k) + (k === 0 && row % 2 === 0 ? 2 : 0);
const json = async (name: string) => JSON.parse(await readFile(at(name), 'utf8'));

async function denseModel(name: string, inputShape: number[]): Promise<string> {
  const model = sequential();
  if (inputShape.length > 1) model.add(layers.flatten({ inputShape }));
  const kernelInitializer = initializers.glorotUniform({ seed: 1 });
  model.add(layers.dense({ units: 3, kernelInitializer, ...(inputShape.length === 1 && { inputShape }) }));
  await writeLayersModel(at(name), model);
  model.dispose();
  return at(name);
}

/** A table of labels by the names of the samples. */
async function labels(name: string, idOf: (row: number) => string): Promise<string> {
  const rows = Array.from(
    { length: ROWS },
    (_, row) => `${idOf(row)},${row % 2 === 0 ? 1 : 0},${row === 0 ? 1 : 0}`,
  );
  await writeFile(at(name), `id,high,rare\n${rows.join('\n')}\n`);
  return at(name);
}

const quick = [
  '--method',
  'integratedGradients',
  '--steps',
  '7',
  '--limit',
  '2',
  '--engine',
  'cpu',
  '--json',
];

describe('csm report', () => {
  it('explains rows of a table, with --steps and --baseline; a named concept with one example is an error', async () => {
    const model = await denseModel('vectors', [LENGTH]);
    const head = ['cell', ...Array.from({ length: LENGTH }, (_, k) => `g${k}`)].join(',');
    const row = (i: number) => [`c${i}`, ...Array.from({ length: LENGTH }, (_, k) => value(i, k))].join(',');
    await writeFile(
      at('cells.csv'),
      `${[head, ...Array.from({ length: ROWS }, (_, i) => row(i))].join('\n')}\n`,
    );
    const table = await labels('labels.csv', (i) => `c${i}`);
    const call = (name: string, out: string, ...more: string[]) =>
      runCsm(
        'report',
        model,
        at('cells.csv'),
        '--attributes',
        table,
        '--name',
        name,
        '--out',
        at(out),
        ...quick,
        ...more,
      );

    const { code, out, err } = await call('high', 'a/report.html');
    expect([code, code === 0 ? '' : err]).toEqual([0, '']);
    expect(JSON.parse(out).concepts[0]).toMatchObject({ name: 'high', examples: { positives: 12 } });
    const described = await json('a/report-files/maps/high.integratedGradients.json');
    expect(described.description).toMatch(/\b7\b/);
    const maps = await readNpy(at('a/report-files/maps/high.integratedGradients.npy'));
    expect(maps.shape).toEqual([4, LENGTH]);

    expect((await call('high', 'b/report.html', '--baseline', 'zero')).code).toBe(0);
    const fromZero = await readNpy(at('b/report-files/maps/high.integratedGradients.npy'));
    expect(fromZero.data).not.toEqual(maps.data);

    const rare = await call('rare', 'c/report.html');
    expect([rare.code, rare.out]).toEqual([1, '']);
    expect(rare.err).toContain(
      'the concept "rare" needs at least 2 inputs with it and 2 without it; 1 have it and 23 lack it',
    );
    await expect(readFile(at('c/report-files/run.json'))).rejects.toThrow(/ENOENT/);
  });

  it('explains signals of a .npy', async () => {
    const model = await denseModel('signals', [LENGTH, 2]);
    const data = Float32Array.from({ length: ROWS * LENGTH * 2 }, (_, i) =>
      value(Math.floor(i / (LENGTH * 2)), i % (LENGTH * 2)),
    );
    await writeNpy(at('signals.npy'), ndarray(data, [ROWS, LENGTH, 2]));
    const table = await labels('rows.csv', String);
    const { code, err } = await runCsm(
      ...[
        'report',
        model,
        at('signals.npy'),
        '--attributes',
        table,
        '--name',
        'high',
        '--out',
        at('d/report.html'),
      ],
      ...quick,
    );
    expect([code, code === 0 ? '' : err]).toEqual([0, '']);
    const maps = await readNpy(at('d/report-files/maps/high.integratedGradients.npy'));
    expect(maps.shape).toEqual([4, LENGTH, 2]);
  });

  it('keeps groups together, and says that the verdicts of several concepts are not corrected for their number', async () => {
    const { pictures, table } = await writeDrawnFaces(folder, 24);
    const [head, ...rows] = (await readFile(table, 'utf8')).trimEnd().split('\n');
    // Two pictures of each person.
    await writeFile(
      table,
      `${[`${head},person`, ...rows.map((row, i) => `${row},p${Math.floor(i / 2)}`)].join('\n')}\n`,
    );
    const { code, out, err } = await runCsm(
      ...['report', ENCODER, pictures, '--normalise', '.5/.5', '--attributes', table, '--groups', 'person'],
      ...[
        '--name',
        'Smiling,Wearing_Hat',
        '--held-out',
        '.5',
        '--method',
        'gradient',
        '--limit',
        '2',
        '--json',
      ],
      ...['--out', at('e/report.html')],
    );
    expect([code, code === 0 ? '' : err]).toEqual([0, '']);
    for (const { name, examples } of JSON.parse(out).concepts) {
      expect(examples.positives + examples.negatives, name).toBeGreaterThan(0);
      expect(examples.positives + examples.negatives, name).toBeLessThan(24);
      expect(examples.independent, name).toBeLessThan(Math.max(examples.positives, examples.negatives));
    }
    const page = await readFile(at('e/report.html'), 'utf8');
    expect(page).toContain('2 concepts were tested, each on its own');
  });
});
