import '@csm/wasm';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { geneCounts, syntheticBulb } from '@csm/datasets';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { csvParse, tsvFormatRows } from 'd3-dsv';
import { beforeAll, describe, expect, it } from 'vitest';
import { olfactoryBulb } from './olfactory-bulb.js';

/** A folder as people download it, with the counts of a synthetic bulb. */
async function bulbFolder(): Promise<{ folder: string; markers: string[] }> {
  const bulb = syntheticBulb({ genes: 160, seed: 3, spots: 200 });
  const counts = bulb.genes.map((gene) => geneCounts(bulb, gene));
  const lines = bulb.spots.names.map((name, spot) => [name, ...counts.map((column) => `${column[spot]}`)]);
  const folder = await mkdtemp(join(tmpdir(), 'csm-bulb-'));
  await writeFile(
    join(folder, 'Rep0_MOB_count_matrix-1.tsv'),
    tsvFormatRows([['', ...bulb.genes], ...lines]),
  );
  const markers = ['GCL', 'ONL'].map((layer) => bulb.genes[bulb.enrichedLayers.indexOf(layer as 'GCL')]!);
  return { folder, markers };
}

describe('olfactory bulb', () => {
  beforeAll(() => setBackend('wasm'));

  it('goes from a folder to figure, tables and model, and leaves no tensor', async () => {
    const { folder, markers } = await bulbFolder();
    const out = join(folder, 'out');
    const before = memory().numTensors;
    await olfactoryBulb(folder, { out, seed: 1, epochs: 2, markers });
    expect(memory().numTensors).toBe(before);
    expect((await readdir(out)).sort()).toEqual(
      [
        ...markers.map((marker) => `concept-${marker}.csv`),
        'concepts.json',
        'figure.png',
        'figure.svg',
        'model',
        'training.csv',
      ].sort(),
    );
    const table = csvParse(await readFile(join(out, `concept-${markers[0]}.csv`), 'utf8'));
    expect(table.columns).toEqual(['rank', 'gene', 'r', 'p', 'score']);
    expect([table.length, table[0]!.gene, Number(table[0]!.r)]).toEqual([50, markers[0], 1]);
  });

  it('says what is missing', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'csm-bulb-'));
    await expect(olfactoryBulb(empty, { out: empty, seed: 0 })).rejects.toThrow(
      /openOlfactoryBulb.*count_matrix/s,
    );
    await writeFile(
      join(empty, 'Rep1_MOB_count_matrix-1.tsv'),
      '<!doctype html><html><title>Not found</title>',
    );
    await expect(olfactoryBulb(empty, { out: empty, seed: 0 })).rejects.toThrow(/HTML/);
    const { folder } = await bulbFolder();
    await expect(
      olfactoryBulb(folder, { out: join(folder, 'out'), seed: 0, epochs: 1, markers: ['Nope'] }),
    ).rejects.toThrow('no gene "Nope" that is expressed');
  });
});
