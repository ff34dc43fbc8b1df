import '@csm/wasm';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { geneCounts, syntheticBulb } from '@csm/datasets';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { csvParse, tsvFormatRows } from 'd3-dsv';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Marker } from './analysis.js';
import { olfactoryBulb } from './olfactory-bulb.js';

/** A folder as users download it, with the counts and layers of a synthetic bulb. */
async function bulbFolder(): Promise<{ folder: string; markers: Marker[] }> {
  const bulb = syntheticBulb({ genes: 160, seed: 3, spots: 200 });
  const counts = bulb.genes.map((gene) => geneCounts(bulb, gene));
  const lines = bulb.spots.names.map((name, spot) => [name, ...counts.map((column) => `${column[spot]}`)]);
  const folder = await mkdtemp(join(tmpdir(), 'csm-bulb-'));
  await writeFile(
    join(folder, 'Rep0_MOB_count_matrix-1.tsv'),
    tsvFormatRows([['', ...bulb.genes], ...lines]),
  );
  const labels = bulb.spots.names.map((name, spot) => [name, bulb.spots.labels![spot]!]);
  await writeFile(join(folder, 'Rep0_MOB_layers.tsv'), tsvFormatRows([['spot', 'Layer'], ...labels]));
  const markers = ['GCL', 'ONL'].map((layer) => ({
    gene: bulb.genes[bulb.enrichedLayers.indexOf(layer as 'GCL')]!,
    layers: [layer],
  }));
  return { folder, markers };
}

describe('olfactory bulb', () => {
  beforeAll(() => setBackend('wasm'));

  it('makes page, figures, tables and model from a folder; the same seed gives the same bytes', async () => {
    const { folder, markers } = await bulbFolder();
    const out = join(folder, 'out');
    const small = { markers, size: 8, controls: 2 };
    const before = memory().numTensors;
    const [replicate] = await olfactoryBulb([folder], { out, seeds: [1, 2], epochs: 2, ...small });
    expect(memory().numTensors).toBe(before);
    const name = replicate!.name;
    const place = join(out, name, 'seed-1');
    expect((await readdir(place)).sort()).toEqual(
      [
        'checkpoint',
        ...markers.map(({ gene }) => `concept-${gene}.csv`),
        ...['concepts.json', 'figure.png', 'figure.svg', 'model', 'tissue.png', 'tissue.svg'],
        ...['training.csv', 'training.json'],
      ].sort(),
    );
    const table = csvParse(await readFile(join(place, `concept-${markers[0]!.gene}.csv`), 'utf8'));
    expect(table.columns).toEqual(['rank', 'gene', 'r', 'p', 'q', 'score']);
    expect([table.length, table[0]!.gene, Number(table[0]!.r)]).toEqual([8, markers[0]!.gene, 1]);

    // The simulated marker is enriched in its layer, so its counts find the layer.
    const evidence = csvParse(await readFile(join(out, name, 'evidence.csv'), 'utf8'));
    expect(evidence).toHaveLength(2 * markers.length * 10);
    const { rows } = replicate!.analyses[0]!.evidence[0]!;
    expect(rows[0]).toMatchObject({ what: 'raw counts' });
    expect(rows[0]!.genes).toBeGreaterThan(0.5);
    const page = await readFile(join(out, 'index.html'), 'utf8');
    expect(page.match(/src="data:image\/png;base64,/g)).toHaveLength(4);
    expect(page).not.toMatch(/src="(?!data:)|href=/);

    const again = join(folder, 'again');
    await olfactoryBulb([folder], { out: again, seeds: [1], epochs: 2, ...small });
    for (const file of [
      'model/encoder/weights.bin',
      'model/decoder/weights.bin',
      'concepts.json',
      'tissue.svg',
    ]) {
      const bytes = (top: string) => readFile(join(top, name, 'seed-1', file));
      expect((await bytes(again)).equals(await bytes(out)), file).toBe(true);
    }
    const other = await readFile(join(out, name, 'seed-2', 'concepts.json'), 'utf8');
    expect(other).not.toBe(await readFile(join(place, 'concepts.json'), 'utf8'));

    // An existing model is neither trained again nor mistaken for another one.
    await expect(olfactoryBulb([folder], { out, seeds: [1], epochs: 3, markers })).rejects.toThrow(
      'holds a model of seed 1 and 2 epochs; asked for seed 1 and 3 epochs',
    );
  });

  it('names what is missing', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'csm-bulb-'));
    const options = { out: join(empty, 'out'), seeds: [0] };
    await expect(olfactoryBulb([empty], options)).rejects.toThrow(/openOlfactoryBulb.*count_matrix/s);
    await writeFile(
      join(empty, 'Rep1_MOB_count_matrix-1.tsv'),
      '<!doctype html><html><title>Not found</title>',
    );
    await expect(olfactoryBulb([empty], options)).rejects.toThrow(/HTML/);
    const { folder } = await bulbFolder();
    const markers = [{ gene: 'Nope', layers: [] }];
    await expect(olfactoryBulb([folder], { ...options, markers })).rejects.toThrow(
      'geneIndex: unknown gene "Nope"; 3 nearest of 160 genes',
    );
  });
});
