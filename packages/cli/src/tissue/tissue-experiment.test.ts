import '@csm/wasm';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNpy } from '@csm/core/node';
import { geneCounts, syntheticBulb } from '@csm/datasets';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { csvParse, tsvFormatRows } from 'd3-dsv';
import { beforeAll, describe, expect, it } from 'vitest';
import { tissueExperiment } from './experiment.js';
import { AS_PUBLISHED, type Marker } from './settings.js';

const bulb = syntheticBulb({ genes: 160, seed: 3, spots: 200 });

/** A folder as users download it, with the counts and layers of a synthetic bulb. */
async function bulbFolder(): Promise<{ folder: string; markers: Marker[] }> {
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
    ...markerOf(bulb.genes[bulb.enrichedLayers.indexOf(layer as 'GCL')]!),
    layers: [layer],
  }));
  return { folder, markers };
}

const FIGURES = [
  ...['figure', 'controls', 'counts', 'tissue', 'mean-maps', 'scores', 'reconstructions'],
  'loss-curve',
];
const MEASURED = [
  ...['rectgrad', 'integratedGradients', 'gradient', 'inputXGradient', 'guidedBackprop'],
  ...['rectifiedGradient95', 'rectifiedGradient80', 'decoderMapOverMean'],
];

const markerOf = (gene: string): Marker => ({ name: gene, genes: [gene], layers: [] });

describe('olfactory bulb', () => {
  beforeAll(() => setBackend('wasm'));

  it('makes page, figures, numbers and model from a folder; the same seed gives the same bytes', async () => {
    const { folder, markers } = await bulbFolder();
    const out = join(folder, 'out');
    const small = { markers, size: 8, controls: 2 };
    const before = memory().numTensors;
    const [replicate] = await tissueExperiment([folder], { out, seeds: [1, 2], epochs: 2, ...small });
    expect(memory().numTensors).toBe(before);
    const name = replicate!.name;
    const place = join(out, name, 'seed-1');
    const genes = markers.map(({ name }) => name);
    expect((await readdir(place)).sort()).toEqual(
      [
        ...[
          'checkpoint',
          'concepts.json',
          'genes.csv',
          'latents.npy',
          'model',
          'results.h5ad',
          'run.json',
          'scores.csv',
        ],
        ...['training.csv', 'training.json'],
        ...FIGURES.flatMap((figure) => [`${figure}.png`, `${figure}.svg`]),
        ...genes.flatMap((gene) => [`concept-${gene}.csv`, `genes-${gene}.csv`, `spots-${gene}.csv`]),
        ...genes.flatMap((gene) => MEASURED.map((method) => `maps-${gene}-${method}.npy`)),
        ...genes.flatMap((gene) =>
          ['rectgrad', 'integratedGradients', 'decoderMapOverMean'].flatMap((method) =>
            ['json', 'png', 'svg'].map((type) => `certificate-${gene}-${method}.${type}`),
          ),
        ),
      ].sort(),
    );

    // The simulated marker is enriched in its layer, so its counts find the layer.
    const evidence = csvParse(await readFile(join(out, name, 'evidence.csv'), 'utf8'));
    expect(evidence).toHaveLength(2 * markers.length * 11);
    const { rows } = replicate!.analyses[0]!.evidence[0]!;
    expect(rows[0]).toMatchObject({ what: 'raw counts' });
    expect(rows[0]!.genes).toBeGreaterThan(0.5);

    const page = await readFile(join(out, 'index.html'), 'utf8');
    // Figures and certificates: two trainings of two concepts with three methods.
    expect(page.match(/src="data:image\//g)).toHaveLength(2 * FIGURES.length + 12);
    expect(page).not.toMatch(/src="(?!data:)/);
    expect(page.match(/<figcaption>/g)).toHaveLength(2 * FIGURES.length + 12);
    for (const [, href] of page.matchAll(/href="(?!https|#)([^"]+)"/g)) {
      const path = join(out, decodeURIComponent(href!));
      await expect(
        readFile(path).catch((error) => (error.code === 'EISDIR' ? '' : Promise.reject(error))),
      ).resolves.toBeDefined();
    }
    expect(page).toMatch(/rectified gradient.*: the maps (do not )?depend on the concept/);

    expect(page.match(/<div class="verdict /g)).toHaveLength(2 * 2 * 3);

    const again = join(folder, 'again');
    await tissueExperiment([folder], { out: again, seeds: [1], epochs: 2, ...small });
    for (const file of [
      ...['model/encoder/weights.bin', 'model/decoder/weights.bin', 'concepts.json', 'tissue.svg'],
      `maps-${genes[0]}-rectgrad.npy`,
    ]) {
      const bytes = (top: string) => readFile(join(top, name, 'seed-1', file));
      expect((await bytes(again)).equals(await bytes(out)), file).toBe(true);
    }
    const other = await readFile(join(out, name, 'seed-2', 'concepts.json'), 'utf8');
    expect(other).not.toBe(await readFile(join(place, 'concepts.json'), 'utf8'));

    // Results of other settings are neither mixed nor mistaken.
    const run = (settings: object) =>
      tissueExperiment([folder], { out, seeds: [1], epochs: 2, ...small, ...settings });
    await expect(run({ epochs: 3 })).rejects.toThrow(/other settings \(epochs 2, now 3/);
    await expect(run({ size: 9, latents: 'draw' })).rejects.toThrow(
      'size 8, now 9; latents "mean", now "draw"',
    );
  });

  it('writes numbers that agree with each other', async () => {
    const { folder, markers } = await bulbFolder();
    const out = join(folder, 'out');
    const [marker] = markers;
    const { name: gene } = marker!;
    const methods = ['grad*input'];
    const [replicate] = await tissueExperiment([folder], {
      ...{ out, seeds: [1], epochs: 1, size: 8, controls: 2, methods },
      markers: [markerOf(gene)],
    });
    const place = join(out, replicate!.name, 'seed-1');
    const table = async (file: string) => csvParse(await readFile(join(place, file), 'utf8'));
    const [concept, all, rows, scores, spots] = await Promise.all(
      [`concept-${gene}.csv`, `genes-${gene}.csv`, 'genes.csv', 'scores.csv', `spots-${gene}.csv`].map(table),
    );
    expect(concept!.columns).toEqual(['rank', 'gene', 'r', 'p', 'q', 'score']);
    expect([concept!.length, concept![0]!.gene, Number(concept![0]!.r)]).toEqual([8, gene, 1]);
    const count = rows!.length;
    expect(all!.columns).toEqual([
      'gene',
      'total',
      'spots',
      'row',
      'rank',
      'r',
      'p',
      'q',
      'score',
      'in_concept',
    ]);
    expect(all!.map((row) => row.gene).sort()).toEqual(rows!.map((row) => row.gene).sort());
    expect(all!.filter((row) => row.in_concept === '1').map((row) => row.gene)).toEqual(
      concept!.map((row) => row.gene),
    );
    for (const row of all!) {
      expect(rows![Number(row.row)]!.gene).toBe(row.gene);
      expect(scores![Number(row.row)]).toMatchObject({ gene: row.gene, [`score_${gene}`]: row.score });
    }

    const latents = await readNpy(join(place, 'latents.npy'));
    expect(latents.shape).toEqual([count, 20]);
    const { concepts } = JSON.parse(await readFile(join(place, 'concepts.json'), 'utf8'));
    const vector: number[] = concepts[0].vector;
    const score = vector.reduce((sum, value, k) => sum + value * Number(latents.get(0, k)), 0);
    expect(Number(scores![0]![`score_${gene}`])).toBeCloseTo(score, 4);

    const second = concept![1]!.gene;
    expect(spots!.columns).toEqual([
      ...['spot', 'x', 'y', 'label', `counts_${gene}`, `counts_${second}`, 'decoded_concept'],
      ...['mean_map_grad*input', `map_${second}_grad*input`],
    ]);
    const truth = geneCounts(bulb, gene);
    expect(spots!.map((row) => Number(row[`counts_${gene}`]))).toEqual([...truth]);
    const maps = await readNpy(join(place, `maps-${gene}-grad-input.npy`));
    expect(maps.shape).toEqual([8, 32, 32, 1]);
    // The paper's grid: column int(x + 0.5) − 1, row int(y + 0.5).
    const at = spots!.findIndex((row) => Number(row[`map_${second}_grad*input`]) !== 0);
    const [row, column] = [
      Math.trunc(Number(spots![at]!.y) + 0.5),
      Math.trunc(Number(spots![at]!.x) + 0.5) - 1,
    ];
    expect(Number(spots![at]![`map_${second}_grad*input`])).toBeCloseTo(
      Number(maps.get(1, row, column, 0)),
      5,
    );
  });

  it('runs as published: a draw of z, BatchNorm as trained, one method; and from an earlier model', async () => {
    const { folder, markers } = await bulbFolder();
    const small = { markers, size: 8, controls: 2, seeds: [1] };
    const published = join(folder, 'published');
    const [first] = await tissueExperiment([folder], {
      out: published,
      epochs: 1,
      ...small,
      ...AS_PUBLISHED,
    });
    const place = join(published, first!.name, 'seed-1');
    const { settings } = JSON.parse(await readFile(join(place, 'run.json'), 'utf8'));
    expect(settings).toMatchObject({
      seed: 1,
      latents: 'draw',
      batchNorm: 'moving averages',
      methods: ['rectgrad'],
    });
    expect(first!.analyses[0]!.concepts[0]!.maps.map(({ method }) => method.key)).toEqual(['rectgrad']);
    expect(first!.analyses[0]!.model).toContain('moving averages of the training');

    // The same weights, but the mean latent.
    const mean = join(folder, 'mean');
    const weights = join(place, 'model');
    const [second] = await tissueExperiment([folder], {
      ...{ out: mean, weights, ...small },
      methods: ['rectgrad'],
    });
    const bytes = (top: string, file: string) => readFile(join(top, first!.name, 'seed-1', file));
    const file = 'model/encoder/weights.bin';
    expect((await bytes(mean, file)).equals(await bytes(published, file))).toBe(true);
    expect((await bytes(mean, 'latents.npy')).equals(await bytes(published, 'latents.npy'))).toBe(false);
    const { settings: settingsOfSecond } = JSON.parse((await bytes(mean, 'run.json')).toString());
    expect(settingsOfSecond).toMatchObject({ weights, latents: 'mean' });
    expect(settingsOfSecond).not.toHaveProperty('epochs');
    expect(second!.analyses[0]!.figures.map(({ name }) => name)).not.toContain('loss-curve');
    expect(second!.analyses[0]!.model).toContain(`Weights of ${weights}, used as they are.`);
  });

  it('names what is missing', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'csm-bulb-'));
    const options = { out: join(empty, 'out'), seeds: [0] };
    await expect(tissueExperiment([empty], options)).rejects.toThrow(
      /tissue: .*expected the counts of a tissue.*count_matrix/s,
    );
    await writeFile(
      join(empty, 'Rep1_MOB_count_matrix-1.tsv'),
      '<!doctype html><html><title>Not found</title>',
    );
    await expect(tissueExperiment([empty], options)).rejects.toThrow(/HTML/);
    const { folder } = await bulbFolder();
    const markers = [markerOf('Nope')];
    await expect(tissueExperiment([folder], { ...options, markers })).rejects.toThrow(
      'geneIndex: unknown gene "Nope"; 3 nearest of 160 genes',
    );
  });
});
