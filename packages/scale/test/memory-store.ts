import type { ObjectStore } from '../src/stores/object-store.js';

/** A store in memory, for tests of what is put into a store. */
export interface MemoryStore extends ObjectStore {
  readonly objects: Map<string, Uint8Array>;
  /** The keys that were read, in order. */
  readonly read: string[];
}

export function memoryStore(name = 'memory'): MemoryStore {
  const objects = new Map<string, Uint8Array>();
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
    async putIfAbsent(key, bytes) {
      if (objects.has(key)) return false;
      objects.set(key, bytes.slice());
      return true;
    },
    has: async (key) => objects.has(key),
    async *list(prefix) {
      yield* [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    },
  };
}
