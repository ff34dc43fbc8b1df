import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { NEEDS_SHARED, sharedPath } from '../../test/shared-folder.js';
import { npySummary } from './test/npy-summary.js';
import { runProgram } from './test/run-program.js';

const data = sharedPath('data/mob-rep1');
const markers = ['Penk', 'Doc2g', 'Kctd12'];

/** Replicate 1 with the markers and every sixth gene, which take a sixth of the time; the cells' tests read all genes. @returns their number. */
async function writeFewGenes(to: string): Promise<number> {
  const matrix = 'Rep1_MOB_count_matrix-1.tsv.gz';
  const text = gunzipSync(await readFile(`${data}/${matrix}`)).toString();
  const rows = text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.split('\t'));
  const isKept = rows[0]?.map((gene, i) => i % 6 === 0 || markers.includes(gene)) ?? [];
  const kept = rows.map((row) => row.filter((_, i) => isKept[i]).join('\t'));
  await writeFile(`${to}/${matrix}`, gzipSync(kept.join('\n')));
  for (const name of await readdir(data ?? '')) {
    if (name !== matrix) await symlink(`${data}/${name}`, `${to}/${name}`);
  }
  return isKept.filter(Boolean).length - 1;
}

it.skipIf(!data)(
  `reproduces the tissue notebook on genes of replicate 1${data ? '' : ` ${NEEDS_SHARED}`}`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'csm-reproduce-'));
    const out = join(folder, 'tissue');
    const genes = await writeFewGenes(folder);
    expect(genes).toBeGreaterThan(2700);
    await runProgram(() => import('./tissue.js'), folder, '--out', out, '--epochs', '1');

    const ofMarkers = markers.flatMap((marker) =>
      ['-decoded.npy', '-genes.csv', '-maps.npy'].map((end) => marker + end),
    );
    const others = [
      'concepts.json',
      'counts.png',
      'figure.png',
      'latents.npy',
      'loss.png',
      'model',
      'penk.png',
      'spots.csv',
    ];
    expect((await readdir(out)).sort()).toEqual([...ofMarkers, ...others].sort());

    expect(await npySummary(`${out}/latents.npy`)).toEqual({ shape: [genes, 20], varies: true });
    for (const marker of markers) {
      expect(await npySummary(`${out}/${marker}-maps.npy`)).toEqual({ shape: [50, 32, 32, 1], varies: true });
      expect(await npySummary(`${out}/${marker}-decoded.npy`)).toEqual({ shape: [32, 32, 1], varies: true });
      const rows = (await readFile(`${out}/${marker}-genes.csv`, 'utf8')).trimEnd().split(/\r?\n/);
      expect(rows).toHaveLength(1 + genes);
      // The marker has the largest r, 1.
      expect(rows[1]).toMatch(new RegExp(`^${marker},`));
    }
    const spots = (await readFile(`${out}/spots.csv`, 'utf8')).trimEnd().split(/\r?\n/);
    expect(spots).toHaveLength(1 + 267);
    expect(spots[0]).toMatch(/Penk_map,Doc2g_map,Kctd12_map$/);
    await rm(folder, { recursive: true });
  },
);
