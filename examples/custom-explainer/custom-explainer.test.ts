import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('runs, and writes the maps', async () => {
  const here = process.cwd();
  process.chdir(await mkdtemp(join(tmpdir(), 'csm-custom-explainer-')));
  try {
    await import('./main.js');
    expect(await readdir('out/custom-explainer')).toEqual(['maps.png']);
  } finally {
    process.chdir(here);
  }
});
