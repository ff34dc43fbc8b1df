import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileContent, removeTemporaries, writeAtomically } from './write-atomically.js';

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
});

describe('removeTemporaries', () => {
  it('removes only the temporary files that a killed process left for this file', async () => {
    const left = 'a.txt.12345678-1234-1234-1234-123456789abc.tmp';
    for (const name of [left, 'a.txt', 'a.txt.tmp', `b${left}`]) await writeFile(join(folder, name), '');
    await removeTemporaries(join(folder, 'a.txt'));
    expect(await readdir(folder)).toEqual(['a.txt', 'a.txt.tmp', `b${left}`]);
    await removeTemporaries(join(folder, 'none', 'a.txt'));
  });
});
