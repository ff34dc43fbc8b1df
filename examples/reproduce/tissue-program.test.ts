import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NEEDS_SHARED, sharedPath } from '../../test/shared-folder.js';
import { npySummary } from './test/npy-summary.js';
import { runProgram } from './test/run-program.js';

const data = sharedPath('data/mob-rep1');

it.skipIf(!data)(
  `reproduces the tissue notebook on replicate 1${data ? '' : ` ${NEEDS_SHARED}`}`,
  async () => {
    const out = join(await mkdtemp(join(tmpdir(), 'csm-reproduce-')), 'tissue');
    await runProgram(() => import('./tissue.js'), data ?? '', '--out', out, '--epochs', '1');

    const markers = ['Penk', 'Doc2g', 'Kctd12'];
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

    expect(await npySummary(`${out}/latents.npy`)).toEqual({ shape: [16573, 20], varies: true });
    for (const marker of markers) {
      expect(await npySummary(`${out}/${marker}-maps.npy`)).toEqual({ shape: [50, 32, 32, 1], varies: true });
      expect(await npySummary(`${out}/${marker}-decoded.npy`)).toEqual({ shape: [32, 32, 1], varies: true });
      const rows = (await readFile(`${out}/${marker}-genes.csv`, 'utf8')).trimEnd().split(/\r?\n/);
      expect(rows).toHaveLength(1 + 16573);
      // The marker has the largest r, 1.
      expect(rows[1]).toMatch(new RegExp(`^${marker},`));
    }
    const spots = (await readFile(`${out}/spots.csv`, 'utf8')).trimEnd().split(/\r?\n/);
    expect(spots).toHaveLength(1 + 267);
    expect(spots[0]).toMatch(/Penk_map,Doc2g_map,Kctd12_map$/);
  },
);
