import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../src/stores/object-store.js';

/** One place with nothing in it, and the stores that are opened on it. */
export interface EmptyPlace {
  /** A new store on the same place, as another process would open it. */
  open(): ObjectStore;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const random = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 2654435761) >>> 13);

export async function keysOf(store: ObjectStore, prefix = ''): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list(prefix)) keys.push(key);
  return keys;
}

/** Tests that every store must pass. */
export function testStore(kind: string, emptyPlace: () => Promise<EmptyPlace>): void {
  describe(`${kind} as an object store`, () => {
    let place: EmptyPlace;
    let store: ObjectStore;
    beforeEach(async () => {
      place = await emptyPlace();
      store = place.open();
    });

    it('has nothing at first', async () => {
      expect(await store.get('plan.json')).toBeUndefined();
      expect(await store.get('a/b', { range: { offset: 1, length: 2 } })).toBeUndefined();
      expect(await store.has('plan.json')).toBe(false);
      expect(await keysOf(store)).toEqual([]);
    });

    it.each([0, 1, 1000, 3_000_000])('returns the %i bytes that were put, also to others', async (length) => {
      const bytes = random(length);
      expect(await store.putIfAbsent('scores/000001.parquet', bytes)).toBe(true);
      for (const each of [store, place.open()]) {
        const found = await each.get('scores/000001.parquet');
        expect(found?.constructor).toBe(Uint8Array);
        expect(found?.length).toBe(length);
        expect(Buffer.compare(found!, bytes)).toBe(0);
        expect(await each.has('scores/000001.parquet')).toBe(true);
      }
    });

    it('copies the bytes: later changes of the array do not matter', async () => {
      const bytes = bytesOf('first');
      await store.putIfAbsent('a', bytes);
      bytes.fill(0);
      expect(await store.get('a')).toEqual(bytesOf('first'));
    });

    it('never replaces an object', async () => {
      expect(await store.putIfAbsent('a', bytesOf('first'))).toBe(true);
      expect(await store.putIfAbsent('a', bytesOf('second'))).toBe(false);
      expect(await place.open().putIfAbsent('a', bytesOf('third'))).toBe(false);
      expect(await store.get('a')).toEqual(bytesOf('first'));
    });

    it('lets exactly one of many writers put a key, and all readers see its bytes', async () => {
      const texts = Array.from({ length: 20 }, (_, i) => `writer ${i} `.repeat(1000 + i));
      const stores = texts.map(() => place.open());
      for (let round = 0; round < 3; round++) {
        const key = `round/${round}`;
        const results = await Promise.all(texts.map((text, i) => stores[i]!.putIfAbsent(key, bytesOf(text))));
        expect(results.filter((isWritten) => isWritten)).toHaveLength(1);
        const winner = texts[results.indexOf(true)]!;
        for (const each of stores) expect(await each.get(key)).toEqual(bytesOf(winner));
      }
      expect(await keysOf(store)).toEqual(['round/0', 'round/1', 'round/2']);
    });

    it('returns ranges, cut at the end of the object', async () => {
      const bytes = random(100);
      await store.putIfAbsent('a', bytes);
      const range = fc.record({ offset: fc.nat(120), length: fc.nat(120) });
      await fc.assert(
        fc.asyncProperty(range, async ({ offset, length }) => {
          const found = await store.get('a', { range: { offset, length } });
          expect(found).toEqual(bytes.slice(offset, offset + length));
        }),
        {
          numRuns: 30,
          examples: [[{ offset: 100, length: 1 }], [{ offset: 99, length: 1 }], [{ offset: 0, length: 0 }]],
        },
      );
      await store.putIfAbsent('empty', new Uint8Array());
      expect(await store.get('empty', { range: { offset: 0, length: 5 } })).toEqual(new Uint8Array());
    });

    it('lists the keys with a prefix in the order of their bytes', async () => {
      // U+FF5E has a larger code unit than the first of U+1F600, but the smaller code point.
      const keys = [
        'a',
        'a.b',
        'a0',
        'ab/c',
        'ab/d/e',
        'b',
        'b.x/y',
        'b-z',
        'é/1',
        '～',
        '😀',
        'with space/x (1)+%20&é',
      ];
      for (const key of keys) await store.putIfAbsent(key, bytesOf(key));
      const sorted = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(await keysOf(store)).toEqual(sorted);
      expect(await keysOf(place.open())).toEqual(sorted);
      for (const prefix of [
        'a',
        'ab',
        'ab/',
        'ab/d',
        'ab/d/e',
        'b',
        'é',
        'é/',
        'none',
        'none/none',
        'with space/x (',
      ]) {
        expect(await keysOf(store, prefix), prefix).toEqual(sorted.filter((key) => key.startsWith(prefix)));
      }
      for (const key of keys) expect(await store.get(key)).toEqual(bytesOf(key));
    });

    it.each([
      '',
      '/a',
      'a/',
      'a//b',
      '.',
      '..',
      '../a',
      'a/../../b',
      'a/./b',
      'a\\..\\b',
      'C:a',
      'a\0b',
      'a\nb',
      'a?',
      'a.',
      '\ud800',
    ])('refuses the key %j', async (key) => {
      const error = {
        code: 'ERR_INVALID_ARGUMENT',
        message: expect.stringMatching(/expected a key such as ".+; got .+\.$/),
      };
      await expect(store.putIfAbsent(key, bytesOf('x'))).rejects.toMatchObject(error);
      await expect(store.get(key)).rejects.toMatchObject(error);
      await expect(store.has(key)).rejects.toMatchObject(error);
      if (key !== '' && key !== 'a/') await expect(keysOf(store, key)).rejects.toMatchObject(error);
    });

    it('refuses a name that is too long, in one sentence', async () => {
      const key = `${'x'.repeat(1100)}`;
      const error = { code: /ERR_INVALID/, message: /too long.*\.$/ };
      const failed = await store.putIfAbsent(key, bytesOf('x')).catch((reason: unknown) => reason);
      expect(failed).toMatchObject({ code: expect.stringMatching(error.code) });
      expect((failed as Error).message).toMatch(error.message);
      expect(await keysOf(store)).toEqual([]);
    });

    it('refuses unknown options, other content than bytes, and impossible ranges', async () => {
      const invalid = { code: 'ERR_INVALID_ARGUMENT' };
      await expect(store.get('a', { rnage: 1 } as object)).rejects.toMatchObject(invalid);
      await expect(store.get('a', { range: { offset: -1, length: 1 } })).rejects.toMatchObject(invalid);
      await expect(store.get('a', { range: { offset: 0, length: 0.5 } })).rejects.toMatchObject(invalid);
      await expect(store.has('a', { singal: undefined } as object)).rejects.toMatchObject(invalid);
      await expect(store.putIfAbsent('a', 'text' as never)).rejects.toMatchObject(invalid);
      await expect(keysOf(store, 1 as never)).rejects.toMatchObject(invalid);
    });

    it('rejects with the reason of an abort, and then has written nothing or all', async () => {
      const reason = new Error('stopped');
      const aborted = { signal: AbortSignal.abort(reason) };
      await expect(store.putIfAbsent('a', bytesOf('x'), aborted)).rejects.toBe(reason);
      await expect(store.get('a', aborted)).rejects.toBe(reason);
      await expect(store.has('a', aborted)).rejects.toBe(reason);
      await expect(
        (async () => {
          for await (const _ of store.list('', aborted));
        })(),
      ).rejects.toBe(reason);
      expect(await keysOf(store)).toEqual([]);
      const bytes = random(5_000_000);
      for (const delay of [0, 1, 2, 5, 10, 20]) {
        const controller = new AbortController();
        const put = store.putIfAbsent(`big/${delay}`, bytes, { signal: controller.signal });
        setTimeout(() => controller.abort(reason), delay);
        const result = await put.catch((error: unknown) => error);
        expect([true, reason]).toContain(result);
        const found = await place.open().get(`big/${delay}`);
        if (result === true) expect(found?.length).toBe(bytes.length);
        if (found) expect(Buffer.compare(found, bytes)).toBe(0);
      }
    });
  });
}
