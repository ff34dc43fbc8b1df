import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryName } from './temporaries.js';
import { type FileContent, writeAtomically } from './write-atomically.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-base-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bytes = (text: string) => new TextEncoder().encode(text);

describe('writeAtomically', () => {
  it.each<[string, FileContent]>([
    ['text', 'whole'],
    ['bytes', bytes('whole')],
    ['parts', [bytes('who'), bytes('le')]],
    [
      'a stream',
      (async function* () {
        yield bytes('who');
        yield bytes('le');
      })(),
    ],
    ['a writer', (temporary) => writeFile(temporary, 'whole')],
  ])('replaces the file by %s and leaves nothing else', async (_, content) => {
    const path = join(folder, 'a.txt');
    await writeFile(path, 'the older file');
    await writeAtomically(path, content);
    expect(await readFile(path, 'utf8')).toBe('whole');
    expect(await readdir(folder)).toEqual(['a.txt']);
  });

  it('keeps the old file after an error, and removes the temporary one', async () => {
    const path = join(folder, 'a.txt');
    await writeFile(path, 'older');
    const parts = (function* () {
      yield bytes('half');
      throw new Error('no more');
    })();
    await expect(writeAtomically(path, parts)).rejects.toThrow('no more');
    const writer = async (temporary: string) => {
      await writeFile(temporary, 'half');
      throw new Error('interrupted');
    };
    await expect(writeAtomically(path, writer)).rejects.toThrow('interrupted');
    expect(await readFile(path, 'utf8')).toBe('older');
    expect(await readdir(folder)).toEqual(['a.txt']);
  });

  it('creates the folder by default', async () => {
    await writeAtomically(join(folder, 'new', 'a.txt'), 'a');
    expect(await readdir(join(folder, 'new'))).toEqual(['a.txt']);
    const missing = writeAtomically(join(folder, 'none', 'a.txt'), 'a', { createFolder: false });
    await expect(missing).rejects.toThrow('ENOENT');
  });

  it('replaces a read-only file, and keeps the permissions of the file', async () => {
    const path = join(folder, 'a.txt');
    for (const mode of [0o444, 0o600, 0o755]) {
      await writeFile(path, 'older');
      await chmod(path, mode);
      await writeAtomically(path, 'newer');
      expect(await readFile(path, 'utf8')).toBe('newer');
      expect((await stat(path)).mode & 0o777).toBe(mode);
      await rm(path);
    }
  });

  it('removes what killed processes left in the folder', async () => {
    const left = 'b.txt.tmp';
    await writeFile(join(folder, left), '');
    const program = `import('node:fs').then(({ writeFileSync }) => writeFileSync(process.argv[1].replace('PID', process.pid), ''))`;
    const name = temporaryName(join(folder, 'a.txt')).replace(`-${process.pid}-`, '-PID-');
    execFileSync(process.execPath, ['-e', program, name]);
    expect(await readdir(folder)).toHaveLength(2);
    await writeAtomically(join(folder, 'a.txt'), 'a', { removeStale: false });
    expect(await readdir(folder)).toHaveLength(3);
    await writeAtomically(join(folder, 'a.txt'), 'a');
    expect(await readdir(folder)).toEqual(['a.txt', left]);
  });
});
