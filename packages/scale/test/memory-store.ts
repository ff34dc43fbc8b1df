import type { ObjectStore } from '../src/stores/object-store.js';

/** A store in memory, for tests of what is put into a store. */
export interface MemoryStore extends ObjectStore {
  readonly objects: Map<string, Uint8Array>;
  /** The keys that were read, in order. */
  readonly read: string[];
}

export function memoryStore(name = 'memory', objects = new Map<string, Uint8Array>()): MemoryStore {
  const read: string[] = [];
  return {
    name,
    objects,
    read,
    async get(key, { range, signal } = {}) {
      signal?.throwIfAborted();
      read.push(key);
      const bytes = objects.get(key);
      if (bytes === undefined || range === undefined) return bytes?.slice();
      return bytes.slice(range.offset, range.offset + range.length);
    },
    async putIfAbsent(key, bytes, { signal } = {}) {
      signal?.throwIfAborted();
      if (objects.has(key)) return false;
      objects.set(key, bytes.slice());
      return true;
    },
    async has(key, { signal } = {}) {
      signal?.throwIfAborted();
      return objects.has(key);
    },
    async *list(prefix, { signal } = {}) {
      for (const key of [...objects.keys()].sort()) {
        signal?.throwIfAborted();
        if (key.startsWith(prefix)) yield key;
      }
    },
  };
}
