import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('runs, and writes a map', async () => {
  const here = process.cwd();
  process.chdir(await mkdtemp(join(tmpdir(), 'csm-first-map-')));
  try {
    await import('./main.js');
    expect(await readdir('.')).toEqual(['map.png']);
  } finally {
    process.chdir(here);
  }
});
