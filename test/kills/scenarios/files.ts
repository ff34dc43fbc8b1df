import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { conceptVector } from '@csm/core';
import { loadConcepts, saveConcepts } from '@csm/core/node';
import { addToAnnData, openAnnData, writeAnnData } from '@csm/datasets/node';
import { encodePng } from '@csm/render';
import { writePng } from '@csm/render/node';
import { tissueCounts } from '../../../packages/datasets/test/spatial-files.js';
import type { Scenario } from '../scenario.js';

/** `saveConcepts` onto an older file. */
export const concepts: Scenario = {
  prepare: async () => (folder) => saveConceptsOf(folder, 2),
  writeOlder: (folder) => saveConceptsOf(folder, 1),
  read: (folder) => loadConcepts(join(folder, 'concepts.json')),
};

function saveConceptsOf(folder: string, value: number): Promise<void> {
  return saveConcepts(join(folder, 'concepts.json'), [conceptVector('Smiling', [value, 1, 0.5])]);
}

/** `writePng` onto an older picture. */
export const picture: Scenario = {
  prepare: async () => (folder) => writePng(join(folder, 'map.png'), pictureOf(2)),
  writeOlder: (folder) => writePng(join(folder, 'map.png'), pictureOf(1)),
  async read(folder) {
    const bytes = await readFile(join(folder, 'map.png'));
    const known = [1, 2].find((value) => Buffer.from(encodePng(pictureOf(value))).equals(bytes));
    if (known === undefined) throw new Error('the picture is neither the old nor the new one');
    return known;
  },
};

const pictureOf = (value: number) => ({
  width: 64,
  height: 64,
  data: new Uint8ClampedArray(4 * 64 * 64).fill(100 * value),
});

/** `addToAnnData` from a read-only original onto an older copy. */
export const annData: Scenario = {
  prepare: async () => (folder) => add(folder, 2),
  async writeOlder(folder) {
    await writeAnnData({ to: join(folder, 'original.h5ad'), counts: tissueCounts() });
    await chmod(join(folder, 'original.h5ad'), 0o444);
    await add(folder, 1);
  },
  // HDF5 stores the times at which parts were made; their values are compared.
  varies: (path) => path === 'copy.h5ad',
  async read(folder) {
    const original = await openAnnData(join(folder, 'original.h5ad'), { onWarning: () => {} });
    const { spots } = await openAnnData(join(folder, 'copy.h5ad'), { onWarning: () => {} });
    return { genes: original.genes, value: spots.columns?.map };
  },
};

async function add(folder: string, value: number): Promise<void> {
  const from = join(folder, 'original.h5ad');
  const counts = await openAnnData(from, { onWarning: () => {} });
  const map = new Float32Array(counts.spots.names.length).fill(value);
  await addToAnnData({ from, to: join(folder, 'copy.h5ad'), counts, obs: { map } });
}
