import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engine } from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';

const page = await readFile(new URL('../../docs/how-to/text-concepts.md', import.meta.url), 'utf8');

it('recognises hats by words, and believes their maps but not those of nonsense', async () => {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)));
  const here = process.cwd();
  process.chdir(await mkdtemp(join(tmpdir(), 'csm-text-')));
  try {
    await import('./main.js');
    expect(engine().memory().numTensors).toBe(0);
    const [, right] = /^right about hats: (\d+) of 400$/.exec(lines[0] ?? '') ?? [];
    expect(Number(right)).toBeGreaterThan(380);
    expect(lines.slice(1, 3)).toEqual(['Hat: believe', 'Nonsense: doubt']);
    expect(page).toContain(`\`\`\`text\n${lines.slice(0, 3).join('\n')}\n\`\`\``);
    expect(await readdir('out/text')).toEqual(['panel.png']);
  } finally {
    process.chdir(here);
    log.mockRestore();
  }
});
