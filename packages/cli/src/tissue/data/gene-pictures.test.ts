import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { geneCounts, type SpatialCounts, syntheticBulb } from '@csm/datasets';
import { writeAnnData } from '@csm/datasets/node';
import { countsByGene } from '@csm/datasets/readers';
import { expect, it } from 'vitest';
import { visiumSlide } from '../../../../datasets/test/visium-slide.js';
import { LARGE_DEFAULTS } from '../settings.js';
import { genePictures } from './gene-pictures.js';
import { openTissue, type Tissue } from './open-tissue.js';
import { selectGenes } from './select-genes.js';

const bulb = syntheticBulb({ genes: 120, seed: 3, spots: 200 });
const tissue = (counts: SpatialCounts, kind: Tissue['kind'] = 'h5ad'): Tissue => ({
  ...{ kind, name: 'bulb', source: 'bulb.h5ad', files: [], counts, notes: [] },
});

it('selects genes with their counts, in the given order', () => {
  const some = selectGenes(bulb, [7, 2]);
  expect(some.genes).toEqual([bulb.genes[7], bulb.genes[2]]);
  for (const gene of some.genes) expect(geneCounts(some, gene)).toEqual(geneCounts(bulb, gene));
});

/** A square of 12 × 12 spots: two genes of its left half, one of its upper half, and counts without a pattern. */
function halves(): SpatialCounts {
  const places = Array.from({ length: 144 }, (_, i) => ({ x: (i % 12) + 1, y: Math.floor(i / 12) }));
  const genes = ['left', 'left too', 'top', 'noise'];
  const rows = places.map(({ x, y }, i) => ({
    genes: Uint32Array.of(0, 1, 2, 3),
    values: Float32Array.of(x <= 6 ? 20 : 2, x <= 6 ? 9 : 1, y < 6 ? 9 : 1, 1 + ((i * 7919) % 5)),
  }));
  const at = (axis: 'x' | 'y') => Float64Array.from(places, (place) => place[axis]);
  return {
    spots: { names: places.map(({ x, y }) => `${x}x${y}`), x: at('x'), y: at('y') },
    genes,
    counts: countsByGene(rows, genes.length),
  };
}

it('chooses spatially variable genes of different patterns if no gene is given, and says so', async () => {
  const { markers, notes } = await genePictures(tissue(halves()), LARGE_DEFAULTS);
  const names = markers.map(({ name }) => name);
  expect(names).toContain('top');
  expect(names.filter((name) => name.startsWith('left'))).toHaveLength(1);
  expect(notes.join(' ')).toMatch(/Concepts of .*no gene was given/);
});

it('keeps the most spatially variable genes, and says so', async () => {
  const { rasters, notes } = await genePictures(tissue(bulb), { ...LARGE_DEFAULTS, maxGenes: 50 });
  expect(rasters.genes).toHaveLength(50);
  // A third of the genes has no layer; of the kept ones, fewer.
  expect(rasters.genes.filter((gene) => gene.startsWith('background')).length).toBeLessThan(16);
  expect(notes.join(' ')).toMatch(/Of 120 genes, \d+ have counts.*The 50 most spatially variable/);
});

it('keeps given genes among the pictures, and makes one marker per label', async () => {
  const background = bulb.genes.find((gene) => gene.startsWith('background')) ?? '';
  const given = { name: background, genes: [background], layers: [] };
  const settings = { ...LARGE_DEFAULTS, minSpots: 1, maxGenes: 20 };
  expect((await genePictures(tissue(bulb), { ...settings, markers: [given] })).rasters.genes).toContain(
    background,
  );

  const labels = { ...LARGE_DEFAULTS, byLabel: true, labelValues: ['GCL', 'ONL'] };
  const { markers } = await genePictures(tissue(bulb), labels);
  expect(markers.map(({ name, layers }) => [name, layers])).toEqual([
    ['GCL', ['GCL']],
    ['ONL', ['ONL']],
  ]);
  expect(markers[0]?.genes.filter((gene) => gene.startsWith('GCL')).length).toBeGreaterThan(6);
  await expect(genePictures(tissue(bulb), { ...labels, labelValues: ['GCI'] })).rejects.toThrow(
    'tissue: unknown label "GCI"',
  );
});

it('gives each spot of a Visium slide its own cell of 80 × 80', async () => {
  const slide = visiumSlide({ degrees: 2 });
  const marker = { name: 'g', genes: ['g'], layers: [] };
  const { rasters } = await genePictures(tissue(slide, 'visium'), { ...LARGE_DEFAULTS, markers: [marker] });
  expect(rasters.images.shape).toEqual([1, 80, 80, 1]);
  expect([rasters.outside, rasters.collisions]).toEqual([[], []]);
});

it('opens an .h5ad with labels, leaves out spots that are not under tissue, and names what a folder lacks', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'csm-tissue-'));
  const file = join(folder, 'slide.h5ad');
  const inTissue = bulb.spots.names.map((_, spot) => spot >= 10);
  const counts = { ...bulb, spots: { ...bulb.spots, columns: { in_tissue: inTissue } } };
  await writeAnnData({ to: file, counts });
  const { kind, name, counts: read, notes } = await openTissue(file, { labels: 'label' });
  expect([kind, name, read.spots.names.length]).toEqual(['h5ad', 'slide', 190]);
  expect(read.spots.labels?.[0]).toBe(bulb.spots.labels?.[10]);
  expect(notes.join()).toContain('10 of 200 spots are not under tissue');
  await writeFile(join(folder, 'notes.txt'), '');
  await expect(openTissue(folder)).rejects.toThrow(
    /expected the counts of a tissue: .*notes\.txt, slide\.h5ad/,
  );
  await expect(openTissue(join(folder, 'absent'))).rejects.toThrow(/tissue: .*absent/);
});
