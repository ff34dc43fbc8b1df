import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invalidFile } from '@csm/base';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { localStore } from './local/local-store.js';
import { isOtherBytes, putOnce } from './put-once.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-put-once-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('puts an object, and accepts one with the same bytes', async () => {
  const store = localStore(folder);
  expect(await putOnce(store, 'a', Uint8Array.of(1, 2))).toBe(true);
  expect(await putOnce(store, 'a', Uint8Array.of(1, 2))).toBe(false);
  expect(await putOnce(store, 'empty', new Uint8Array())).toBe(true);
  expect(await putOnce(store, 'empty', new Uint8Array())).toBe(false);
});

it('refuses other bytes and keeps the first', async () => {
  const store = localStore(folder);
  await putOnce(store, 'plan.json', Uint8Array.of(1, 2));
  const other = (bytes: number[]) => putOnce(store, 'plan.json', Uint8Array.from(bytes));
  await expect(other([1, 3])).rejects.toMatchObject({
    code: 'ERR_INVALID_FILE',
    message: `putOnce: ${folder} already holds plan.json, with other bytes; use an empty store, or the plan, version and data of this one.`,
  });
  await expect(other([1, 2, 3])).rejects.toThrow('already holds plan.json, with 2 bytes instead of 3;');
  await expect(other([])).rejects.toThrow('with 2 bytes instead of 0;');
  expect(await store.get('plan.json')).toEqual(Uint8Array.of(1, 2));
  const reason = (error: unknown) => error;
  expect(isOtherBytes(await other([]).catch(reason))).toBe(true);
  const failed = {
    ...store,
    putIfAbsent: () => Promise.reject(invalidFile('localStore: the disk is full.')),
  };
  expect(isOtherBytes(await putOnce(failed, 'a', Uint8Array.of(1)).catch(reason))).toBe(false);
  expect(isOtherBytes(undefined)).toBe(false);
});

it('puts again what vanished meanwhile, and gives up if it does so every time', async () => {
  const store = localStore(folder);
  let vanished = 0;
  const forgetful = (times: number) => ({
    ...store,
    putIfAbsent: (...call: Parameters<typeof store.putIfAbsent>) =>
      vanished++ < times ? Promise.resolve(false) : store.putIfAbsent(...call),
  });
  expect(await putOnce(forgetful(2), 'a', Uint8Array.of(1))).toBe(true);
  vanished = 0;
  await expect(putOnce(forgetful(9), 'b', Uint8Array.of(1))).rejects.toThrow(
    ' to return b, which it says exists; it returns nothing; check ',
  );
});

it('stops with the signal', async () => {
  const signal = AbortSignal.abort(new Error('stopped'));
  await expect(putOnce(localStore(folder), 'a', Uint8Array.of(1), { signal })).rejects.toThrow('stopped');
});
