import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syntheticBulb } from '@csm/datasets';
import { openAnnData, writeAnnData } from '@csm/datasets/node';
import { expect, it } from 'vitest';
import { python, withoutPython } from '../../packages/datasets/test/run-python.js';

const folder = await mkdtemp(join(tmpdir(), 'csm-tissue-'));
const file = join(folder, 'bulb.h5ad');
const to = join(folder, 'bulb-maps.h5ad');
const bulb = syntheticBulb({ genes: 120, seed: 3, spots: 200 });
const marker = bulb.genes[bulb.enrichedLayers.indexOf('GCL')]!;

it('makes maps from an .h5ad and adds them to its copy', async () => {
  await writeAnnData({ to: file, counts: bulb });
  const argv = process.argv;
  process.argv = [...argv.slice(0, 2), file, marker, to, '2'];
  try {
    await import('./tissue.js');
  } finally {
    process.argv = argv;
  }
  expect((await readdir(folder)).sort()).toEqual(['bulb-maps.h5ad', 'bulb-maps.png', 'bulb.h5ad']);
  const { columns } = (await openAnnData(to)).spots;
  const map = columns?.[`${marker}_map`] as Float64Array;
  expect([map.length, map.some((value) => value !== 0), map.every(Number.isFinite)]).toEqual([
    200,
    true,
    true,
  ]);
});

it.skipIf(!python)(`anndata opens the file that it wrote${withoutPython}`, () => {
  const script =
    'import sys, anndata; a = anndata.read_h5ad(sys.argv[1]); m = sys.argv[2]; ' +
    'print(a.shape, str(m + "_map" in a.obs), len(a.uns[m + "_concept"]["genes"]), a.uns[m + "_concept"]["genes"][0])';
  const said = execFileSync(python!, ['-W', 'ignore', '-c', script, to, marker], { encoding: 'utf8' });
  expect(said.trim()).toBe(`(200, 120) True 50 ${marker}`);
});
