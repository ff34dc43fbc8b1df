import { mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Progress } from '@csm/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderFiles } from './folder-files.js';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'csm-folder-')));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const paths = async () => (await folderFiles('test', root)).paths();

describe('folderFiles', () => {
  it('walks 22 folders with 44 links in no time: each folder links twice to the next', async () => {
    for (let i = 0; i < 23; i++) {
      await mkdir(join(root, `f${i}`));
      await writeFile(join(root, `f${i}`, 'a.png'), '');
    }
    for (let i = 0; i < 22; i++) {
      for (const link of ['x', 'y']) await symlink(join(root, `f${i + 1}`), join(root, `f${i}`, link));
    }
    const found = await paths();
    expect(found.slice(0, 2)).toEqual(['f0/a.png', 'f0/x/a.png']);
    expect(found.filter((path) => /^f[0-9]+\/a\.png$/.test(path))).toHaveLength(23);
    expect(found).toHaveLength(23 + 44);
  });

  it('follows a link to a folder that is also in the root, and ignores links that lead back', async () => {
    await mkdir(join(root, 'z'));
    await writeFile(join(root, 'z', 'a.png'), '');
    await symlink(join(root, 'z'), join(root, 'b'));
    await symlink(root, join(root, 'z', 'back'));
    await symlink(join(root, 'nowhere'), join(root, 'broken'));
    expect(await paths()).toEqual(['b/a.png', 'z/a.png']);
  });

  it('rejects a file that is too large to be read whole, before it is read', async () => {
    await writeFile(join(root, 'a.png'), '');
    await truncate(join(root, 'a.png'), 600 * 2 ** 20);
    const files = await folderFiles('test', root);
    await expect(files.read('a.png')).rejects.toThrow(
      /^test: .*a\.png: expected at most 512 MiB; the file has more; check whether it is the right file\.$/,
    );
  });

  it('lists a large folder in alphabetical order, reports how far it is, and stops when asked', async () => {
    const names = Array.from({ length: 10_500 }, (_, i) => `${i}.png`);
    for (let i = 0; i < names.length; i += 500)
      await Promise.all(names.slice(i, i + 500).map((name) => writeFile(join(root, name), '')));
    const files = await folderFiles('test', root);
    const seen: Progress[] = [];
    expect(await files.paths(undefined, (progress) => seen.push(progress))).toEqual(names.sort());
    expect(seen.at(-1)).toEqual({ done: 10_500, total: 10_500 });
    expect(seen[0]).toMatchObject({
      done: expect.toSatisfy((done: number) => done > 9000),
      total: seen[0]!.done + 1,
    });
    const stop = new AbortController();
    const listing = files.paths(stop.signal, () => stop.abort(new Error('stop')));
    await expect(listing).rejects.toThrow('stop');
  });
});
