import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { DataId, TensorInfo } from '@tensorflow/tfjs-core';

/** Tensors derived from a filter, kept until the filter's data is disposed. */
export interface FilterCache {
  /** Returns the tensors made from the data `filter` under `key`; `make` runs on the first call. The cache owns them. */
  get(backend: BackendWasm, filter: DataId, key: string, make: () => TensorInfo[]): readonly TensorInfo[];
  /** Disposes all derived tensors on one backend or on all of them, and restores the backend's `disposeData`. */
  clear(backend?: BackendWasm): void;
}

interface BackendEntries {
  readonly byFilter: Map<DataId, Map<string, TensorInfo[]>>;
  readonly unwatch: () => void;
}

/**
 * A cache whose entries are disposed with their filter. tfjs has no event for that, so the cache wraps `disposeData`
 * of each backend instance for which it has entries.
 */
export function createFilterCache(): FilterCache {
  const backends = new Map<BackendWasm, BackendEntries>();

  function release(backend: BackendWasm, filter: DataId): void {
    const derived = backends.get(backend)?.byFilter;
    const tensors = derived?.get(filter);
    if (derived === undefined || tensors === undefined) return;
    derived.delete(filter);
    for (const list of tensors.values()) for (const tensor of list) backend.disposeData(tensor.dataId);
  }

  function entriesOf(backend: BackendWasm): BackendEntries {
    const known = backends.get(backend);
    if (known !== undefined) return known;
    const entries = {
      byFilter: new Map(),
      unwatch: watchDisposal(backend, (filter) => release(backend, filter)),
    };
    backends.set(backend, entries);
    return entries;
  }

  return {
    get(backend, filter, key, make) {
      const { byFilter } = entriesOf(backend);
      let derived = byFilter.get(filter);
      if (derived === undefined) {
        derived = new Map();
        byFilter.set(filter, derived);
      }
      let tensors = derived.get(key);
      if (tensors === undefined) {
        tensors = make();
        derived.set(key, tensors);
      }
      return tensors;
    },
    clear(only) {
      for (const backend of only === undefined ? [...backends.keys()] : [only]) {
        const entries = backends.get(backend);
        if (entries === undefined) continue;
        entries.unwatch();
        for (const filter of [...entries.byFilter.keys()]) release(backend, filter);
        backends.delete(backend);
      }
    },
  };
}

/** Calls `onDisposed` whenever the backend has freed some data. Returns a function that stops these calls. */
function watchDisposal(backend: BackendWasm, onDisposed: (dataId: DataId) => void): () => void {
  const own = Object.getOwnPropertyDescriptor(backend, 'disposeData');
  const stock = backend.disposeData;
  let watching = true;
  const watched = function (this: BackendWasm, dataId: DataId, force?: boolean): boolean {
    const gone = stock.call(this, dataId, force);
    if (gone && watching) onDisposed(dataId);
    return gone;
  };
  backend.disposeData = watched;
  return () => {
    watching = false;
    // If other code has wrapped our wrapper, the wrapper remains and only passes calls on.
    if (backend.disposeData !== watched) return;
    if (own === undefined) delete (backend as Partial<BackendWasm>).disposeData;
    else Object.defineProperty(backend, 'disposeData', own);
  };
}
