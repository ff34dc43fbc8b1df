import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isTemporary, removeTemporaries, temporaryName } from './temporaries.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-base-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The number of a process that has ended. */
function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  return new Promise((resolve) => child.on('exit', () => resolve(child.pid ?? 0)));
}

describe('removeTemporaries', () => {
  it('removes the files and folders of ended processes of this machine, and nothing else', async () => {
    const mine = temporaryName(join(folder, 'a.txt'));
    const ended = mine.replace(`-${process.pid}-`, `-${await endedProcess()}-`);
    const elsewhere = ended.replace(/\.[0-9a-f]{8}-/, '.00000000-');
    for (const path of [mine, ended, elsewhere, join(folder, 'a.txt.tmp')]) await writeFile(path, '');
    await mkdir(`${ended.slice(0, -4)}`, { recursive: true });
    const folderOfEnded = ended.replace('a.txt', 'model');
    await mkdir(join(folderOfEnded, 'encoder'), { recursive: true });
    await removeTemporaries(folder);
    const left = (await readdir(folder)).map((name) => join(folder, name));
    expect(left.sort()).toEqual([mine, elsewhere, join(folder, 'a.txt.tmp'), ended.slice(0, -4)].sort());
    await removeTemporaries(join(folder, 'none'));
  });

  it('removes those of other machines and of living processes only if they are older than a given time', async () => {
    const mine = temporaryName(join(folder, 'a.txt'));
    const elsewhere = mine.replace(/\.[0-9a-f]{8}-/, '.00000000-');
    const old = [mine, elsewhere].map((path) => path.replace(/[0-9a-f]{8}\.tmp$/, 'aaaaaaaa.tmp'));
    for (const path of [mine, elsewhere, ...old, join(folder, 'a.txt')]) await writeFile(path, '');
    const hourAgo = new Date(Date.now() - 3600 * 1000);
    for (const path of [...old, join(folder, 'a.txt')]) await utimes(path, hourAgo, hourAgo);
    await removeTemporaries(folder);
    expect(await readdir(folder)).toHaveLength(5);
    await removeTemporaries(folder, { writtenBefore: Date.now() - 60_000 });
    const left = (await readdir(folder)).map((name) => join(folder, name));
    expect(left.sort()).toEqual([mine, elsewhere, join(folder, 'a.txt')].sort());
    expect([mine, 'a.txt.tmp', 'a.txt'].map(isTemporary)).toEqual([true, false, false]);
  });

  it('removes a file that version 0.1 left more than a day ago', async () => {
    const names = [
      'a.txt.12345678-1234-1234-1234-123456789abc.tmp',
      'a.txt.12345678-1234-1234-1234-123456789abd.tmp',
    ];
    for (const name of names) await writeFile(join(folder, name), '');
    const old = new Date(Date.now() - 25 * 3600 * 1000);
    await utimes(join(folder, names[0]!), old, old);
    await removeTemporaries(folder);
    expect(await readdir(folder)).toEqual([names[1]]);
  });
});
