import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it.each(['rule-methods.ts', 'blur-integrated-gradients.ts', 'blur-integrated-gradients.test.ts', 'main.ts'])(
  '%s is what the how-to shows',
  async (file) => {
    const page = await readFile(new URL('../../docs/how-to/new-explainer.md', import.meta.url), 'utf8');
    const program = await readFile(new URL(`./${file}`, import.meta.url), 'utf8');
    expect(page).toContain(`\`\`\`ts\n${program}\`\`\`\n`);
  },
);

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
