// Reads and writes files: an .h5ad through the worker that reads HDF5, and a figure as PNG. Prints numbers about them.
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { geneTotals, syntheticBulb } from '@csm/datasets';
import { openAnnData, writeAnnData } from '@csm/datasets/node';
import { matrixMap } from '@csm/render';
import { rasterize, writePng } from '@csm/render/node';
import ndarray from 'ndarray';

const folder = await mkdtemp(join(tmpdir(), 'csm-files-'));
const [h5ad, png] = [join(folder, 'bulb.h5ad'), join(folder, 'figure.png')];
await writeAnnData({ to: h5ad, counts: syntheticBulb({ genes: 8, seed: 1 }) });
const counts = await openAnnData(h5ad);
await writePng(
  png,
  await rasterize(matrixMap({ values: ndarray(Float32Array.of(1, 0, 0.5, 1), [2, 2]), rows: ['a', 'b'] })),
);
console.log(JSON.stringify([counts.spots.names.length, ...geneTotals(counts), (await stat(png)).size]));
await rm(folder, { recursive: true });
// For the page in the browser.
await writeAnnData({ to: 'bulb.h5ad', counts: syntheticBulb({ genes: 8, seed: 1 }) });
