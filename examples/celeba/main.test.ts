import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('the command says what is wrong with its options', () => {
  const command = (...options: string[]) => {
    const file = fileURLToPath(new URL('main.ts', import.meta.url));
    const cwd = fileURLToPath(new URL('../..', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file, ...options], {
      cwd,
      encoding: 'utf8',
    });
    return `${status} ${stderr}`;
  };
  expect(command('--celeba', 'a', '--cmu-faces', 'b')).toMatch(
    /^1 --celeba and --cmu-faces exclude each other; give one of them\.\n\nusage: /,
  );
  expect(command('--cmu-faces', join(tmpdir(), 'csm-celeba-absent'))).toMatch(/^1 imageFolder: .*absent/);
});
