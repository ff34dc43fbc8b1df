import { execFileSync, spawn } from 'node:child_process';
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTemporary, temporaryName } from '@csm/base/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keysOf, testStore } from '../../../test/store-contract.js';
import { localStore } from './local-store.js';
import { putFile } from './put-file.js';

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'csm-store-'));
  folder = join(parent, 'store');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const bytesOf = (text: string) => new TextEncoder().encode(text);
const invalidFile = (message: RegExp) => ({
  code: 'ERR_INVALID_FILE',
  message: expect.stringMatching(message),
});

testStore('localStore', async () => ({ open: () => localStore(folder) }));

describe('localStore', () => {
  it('keeps an object as a file, and makes its folder only for a put', async () => {
    const store = localStore(folder);
    expect(await keysOf(store)).toEqual([]);
    expect(await readdir(parent)).toEqual([]);
    await store.putIfAbsent('scores/a.parquet', bytesOf('scores'));
    expect(await readFile(join(folder, 'scores', 'a.parquet'), 'utf8')).toBe('scores');
    expect(await readdir(folder, { recursive: true })).toEqual(['scores', join('scores', 'a.parquet')]);
  });

  it('has the name that it was given, and stays where it is if the process changes its folder', async () => {
    expect(localStore(folder).name).toBe(folder);
    expect(() => localStore('')).toThrow('localStore: folder must be the path of a folder; got "".');
  });

  it('never writes outside of its folder', async () => {
    await localStore(folder).putIfAbsent('a', bytesOf('a'));
    for (const key of ['../b', 'c/../../b', '/b', '..\\b']) {
      await expect(localStore(folder).putIfAbsent(key, bytesOf('b'))).rejects.toThrow('expected a key');
    }
    expect(await readdir(parent)).toEqual(['store']);
  });

  it('removes the temporary files of killed processes, and those of other machines after a day', async () => {
    const name = temporaryName(join(folder, 'scores', 'put'));
    const ended = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => ended.on('exit', resolve));
    const killed = name.replace(`-${process.pid}-`, `-${ended.pid}-`);
    const elsewhere = name.replace(/\.[0-9a-f]{8}-/, '.00000000-');
    const old = elsewhere.replace('00000000', '00000001');
    await mkdir(join(folder, 'scores'), { recursive: true });
    for (const path of [killed, elsewhere, old]) await writeFile(path, 'half');
    const twoDaysAgo = new Date(Date.now() - 48 * 3600 * 1000);
    await utimes(old, twoDaysAgo, twoDaysAgo);
    const store = localStore(folder);
    expect(await keysOf(store)).toEqual([]);
    await store.putIfAbsent('scores/a', bytesOf('a'));
    const left = (await readdir(join(folder, 'scores'))).filter(isTemporary);
    expect(left.map((each) => join(folder, 'scores', each))).toEqual([elsewhere]);
    expect(await keysOf(store)).toEqual(['scores/a']);
    const refused = store.putIfAbsent(`scores/put.${'0'.repeat(8)}-1-${'0'.repeat(8)}.tmp`, bytesOf('a'));
    await expect(refused).rejects.toThrow('is the name of a temporary file');
  });

  it('writes again if its temporary file is taken for one of a killed process', async () => {
    await mkdir(folder);
    let removals = 0;
    const linkAfterRemoval: typeof link = async (from, to) => {
      if (removals++ < 2) await rm(String(from));
      await link(from, to);
    };
    expect(await putFile(join(folder, 'a'), bytesOf('whole'), undefined, linkAfterRemoval)).toBe(true);
    expect(removals).toBe(3);
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('whole');
  });

  it.each(['EPERM', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV'])(
    'renames on a file system without links (%s)',
    async (code) => {
      const noLinks: typeof link = () => Promise.reject(Object.assign(new Error(code), { code }));
      const put = (text: string) => putFile(join(folder, 'a'), bytesOf(text), undefined, noLinks);
      expect([await put('first'), await put('second')]).toEqual([true, false]);
      expect(await readFile(join(folder, 'a'), 'utf8')).toBe('first');
      expect(await readdir(folder)).toEqual(['a']);
    },
  );

  it('believes a file that it finds linked more than an error, as on network file systems', async () => {
    const lostAnswer: typeof link = async (from, to) => {
      await link(from, to);
      throw Object.assign(new Error('the file exists'), { code: 'EEXIST' });
    };
    expect(await putFile(join(folder, 'a'), bytesOf('a'), undefined, lostAnswer)).toBe(true);
  });

  it('follows links to folders on other disks', async () => {
    await mkdir(join(parent, 'elsewhere'));
    await mkdir(folder);
    await symlink(join(parent, 'elsewhere'), join(folder, 'maps.zarr'));
    const store = localStore(folder);
    await store.putIfAbsent('maps.zarr/c/0', bytesOf('chunk'));
    expect(await keysOf(store)).toEqual(['maps.zarr/c/0']);
    expect(await readdir(join(parent, 'elsewhere'), { recursive: true })).toEqual(['c', join('c', '0')]);
  });

  it('says in one sentence that the folder, or a part of a key, is a file', async () => {
    await writeFile(folder, 'a file');
    const store = localStore(folder);
    const isFile = invalidFile(
      /^localStore: [^:]+: a part of its path is a file, not a folder; choose another folder\.$/,
    );
    await expect(store.putIfAbsent('plan.json', bytesOf('a'))).rejects.toMatchObject(isFile);
    await expect(store.putIfAbsent('a/b/c', bytesOf('a'))).rejects.toMatchObject(isFile);
    await expect(store.get('plan.json')).rejects.toMatchObject(isFile);
    await expect(store.has('plan.json')).rejects.toMatchObject(isFile);
    await expect(keysOf(store)).rejects.toMatchObject(isFile);
    expect(await readFile(folder, 'utf8')).toBe('a file');
    const within = localStore(parent);
    expect([await within.get('store/a'), await within.has('store/a')]).toEqual([undefined, false]);
    await expect(within.putIfAbsent('store/a', bytesOf('a'))).rejects.toMatchObject(isFile);
  });

  it('says in one sentence that there is a folder where an object should be', async () => {
    await mkdir(join(folder, 'a'), { recursive: true });
    const store = localStore(folder);
    const message = /^localStore: expected a file; .+ is a folder; choose another folder for the store\.$/;
    await expect(store.putIfAbsent('a', bytesOf('a'))).rejects.toMatchObject(invalidFile(message));
    await expect(store.get('a')).rejects.toMatchObject(
      invalidFile(/^localStore: a cannot be read from .+: it is a folder; choose .+\.$/),
    );
    await expect(store.has('a')).rejects.toMatchObject(invalidFile(message));
  });

  it('says in one sentence that a name is too long', async () => {
    const store = localStore(folder);
    const longest = 'x'.repeat(255);
    expect(await store.putIfAbsent(longest, bytesOf('a'))).toBe(true);
    await expect(store.putIfAbsent(`${longest}x`, bytesOf('a'))).rejects.toMatchObject(
      invalidFile(
        /^localStore: x+ cannot be written to .+: the name is too long for the file system; choose a shorter one\.$/,
      ),
    );
    expect(await readdir(folder)).toEqual([longest]);
  });
});

/** Mounts a file system of two megabytes, which only root may. */
function mountSmallDisk(at: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', at], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(process.getuid?.() !== 0)(
  'localStore on a disk of its own (only as root, who may mount one)',
  () => {
    const mounted: string[] = [];
    afterEach(() => {
      for (const disk of mounted.splice(0)) execFileSync('umount', [disk]);
    });

    it('says in one sentence that the disk is full, loses nothing and continues when there is space', async (test) => {
      await mkdir(folder);
      if (!mountSmallDisk(folder)) return test.skip('mount is not permitted');
      mounted.push(folder);
      const store = localStore(folder);
      const shard = new Uint8Array(700_000).fill(7);
      const put = (n: number) => store.putIfAbsent(`scores/${n}`, shard);
      expect([await put(0), await put(1)]).toEqual([true, true]);
      const full = invalidFile(
        /^localStore: scores\/2 cannot be written to .+: the disk is full; free some space and run the same command again, which continues\.$/,
      );
      await expect(put(2)).rejects.toMatchObject(full);
      await expect(put(2)).rejects.toMatchObject(full);
      expect(await readdir(join(folder, 'scores'))).toEqual(['0', '1']);
      await writeFile(join(folder, 'filler'), new Uint8Array(500_000));
      await expect(store.putIfAbsent('scores/3', shard.subarray(0, 500_000))).rejects.toMatchObject({
        code: 'ERR_INVALID_FILE',
      });
      await rm(join(folder, 'filler'));
      await rm(join(folder, 'scores', '0'));
      expect([await put(0), await put(1)]).toEqual([true, false]);
      for (const n of [0, 1]) expect(Buffer.compare((await store.get(`scores/${n}`))!, shard)).toBe(0);
    });

    it('says in one sentence that the disk is read-only, and reads from it', async (test) => {
      await mkdir(folder);
      if (!mountSmallDisk(folder)) return test.skip('mount is not permitted');
      mounted.push(folder);
      await localStore(folder).putIfAbsent('plan.json', bytesOf('plan'));
      execFileSync('mount', ['-o', 'remount,ro', folder]);
      const store = localStore(folder);
      expect(await store.putIfAbsent('plan.json', bytesOf('plan'))).toBe(false);
      expect(await store.get('plan.json')).toEqual(bytesOf('plan'));
      await expect(store.putIfAbsent('scores/1', bytesOf('a'))).rejects.toMatchObject(
        invalidFile(
          /^localStore: scores\/1 cannot be written to .+: the disk is read-only; choose another place\.$/,
        ),
      );
      expect(await keysOf(store)).toEqual(['plan.json']);
    });
  },
);

/** Does something as a user who is not root, to whom permissions do not apply. */
async function asNobody(act: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return act();
  process.seteuid?.(65534);
  try {
    await act();
  } finally {
    process.seteuid?.(0);
  }
}

it.skipIf(process.platform === 'win32')('localStore says in one sentence that it may not write', async () => {
  await chmod(parent, 0o755);
  await localStore(folder).putIfAbsent('a', bytesOf('a'));
  await chmod(folder, 0o555);
  await asNobody(async () => {
    const store = localStore(folder);
    for (const key of ['b', 'scores/1']) {
      await expect(store.putIfAbsent(key, bytesOf('b'))).rejects.toMatchObject(
        invalidFile(
          /^localStore: \S+ cannot be written to .+: the file or folder cannot be opened; choose another place, or change its permissions\.$/,
        ),
      );
    }
    expect(await store.get('a')).toEqual(bytesOf('a'));
    expect(await store.putIfAbsent('a', bytesOf('a'))).toBe(false);
  });
  await chmod(folder, 0o755);
});
