import { mkdir, writeFile } from 'node:fs/promises';
import { type SpatialCounts, syntheticCells, syntheticFaces } from '@csm/datasets';
import { writeAnnData } from '@csm/datasets/node';
import { renderImage } from '@csm/render';
import { writePng } from '@csm/render/node';
import { writeDrawnCeleba } from '../../../../../packages/datasets/test/celeba-folder.js';
import {
  geneNames,
  matrix,
  spotsOfTissue,
  writeH5ad,
  writeVisium,
} from '../../../../../packages/datasets/test/spatial-files.js';

// A count matrix of the 2016 array: spots are named by their place.
const spots = spotsOfTissue.map(({ row, col }, i) =>
  [`${col + 8}x${row + 8}`, ...(matrix[i] ?? [])].join('\t'),
);
await mkdir('data/mob-rep1', { recursive: true });
await writeFile(
  'data/mob-rep1/Rep1_MOB_count_matrix-1.tsv',
  `${['', ...geneNames].join('\t')}\n${spots.join('\n')}\n`,
);

await writeDrawnCeleba('data/celeba', { count: 40, seed: 4, form: 'csv', lineEnd: '\n' });

// Pictures of ten people, each with open eyes and with sunglasses.
const drawn = syntheticFaces({ count: 20, size: 16, seed: 1 });
const rows = Array.from({ length: 20 }, (_, i) => ({
  name: `${i}.png`,
  person: `person-${i % 10}`,
  eyes: i < 10 ? 'open' : 'sunglasses',
}));
for (const [i, { name }] of rows.entries())
  await writePng(`data/cmu-faces/${name}`, renderImage(drawn.images.pick(i)));
await writeFile(
  'data/cmu-faces/attributes.csv',
  [
    'image,person,eyes,pose',
    ...rows.map(({ name, person, eyes }) => `${name},${person},${eyes},forward`),
  ].join('\n'),
);

await writeVisium('V1_Adult_Mouse_Brain/outs', 'h5');
await writeH5ad('bulb.h5ad');
/** One number per spot. */
export const map = Float32Array.from(spotsOfTissue, (_, i) => i);

// Cells of three clusters.
const { counts } = syntheticCells({
  cells: 120,
  genes: 80,
  types: { 1: 0.4, 2: 0.3, 3: 0.3 },
  drivers: 5,
  programGenes: 10,
  batchGenes: 10,
  seed: 1,
});
export const pbmc: SpatialCounts = {
  ...counts,
  spots: { ...counts.spots, columns: { leiden: counts.spots.columns?.type ?? [] } },
};
await writeAnnData({ to: 'pbmc.h5ad', counts: pbmc });
