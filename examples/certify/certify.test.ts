import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';

it('believes the maps, and writes the certificate as a figure and as JSON', async () => {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)));
  const here = process.cwd();
  process.chdir(await mkdtemp(join(tmpdir(), 'csm-certify-')));
  try {
    await import('./main.js');
    expect(lines).toEqual(['believe']);
    expect((await readdir('out/certify')).sort()).toEqual(['glasses.json', 'glasses.png', 'glasses.svg']);
    const svg = await readFile('out/certify/glasses.svg', 'utf8');
    const json = JSON.parse(await readFile('out/certify/glasses.json', 'utf8'));
    for (const { question } of json.questions) expect(svg).toContain(question);
  } finally {
    process.chdir(here);
    log.mockRestore();
  }
});
