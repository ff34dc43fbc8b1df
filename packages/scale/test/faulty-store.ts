import { invalidFile, keyedRandom } from '@csm/base';
import type { ObjectStore } from '../src/stores/object-store.js';

export interface FaultyStoreOptions {
  /** The faults of a store depend on its seed and on the order of its calls. */
  readonly seed: number;
  /** The share of the calls that fail. Default 0.2. */
  readonly rate?: number | undefined;
  /** Whether calls fail before their effect, after it, or either. Default `either`. */
  readonly when?: 'before' | 'after' | 'either' | undefined;
}

export interface FaultyStore extends ObjectStore {
  /** How many calls have failed. */
  faults(): number;
}

/** A store some of whose calls fail, as on a bad network: their effect may have happened. A list may fail in the middle. */
export function faultyStore(store: ObjectStore, options: FaultyStoreOptions): FaultyStore {
  const { seed, rate = 0.2, when = 'either' } = options;
  const draw = keyedRandom('faulty-store', seed);
  let faults = 0;
  const fail = (call: string) => {
    faults++;
    return invalidFile(
      `faultyStore: ${call} of ${store.name} failed, fault ${faults} of seed ${seed}; run it again.`,
    );
  };

  return {
    name: store.name,
    faults: () => faults,
    get: (...call) => run('get', () => store.get(...call)),
    has: (...call) => run('has', () => store.has(...call)),
    putIfAbsent: (...call) => run('putIfAbsent', () => store.putIfAbsent(...call)),
    async *list(...call) {
      for await (const key of store.list(...call)) {
        if (draw() < rate / 10) throw fail('list');
        yield key;
      }
    },
  };

  async function run<Result>(call: string, act: () => Promise<Result>): Promise<Result> {
    const fails = draw() < rate;
    const isBefore = when === 'before' || (when === 'either' && draw() < 0.5);
    if (fails && isBefore) throw fail(call);
    const result = await act();
    if (fails) throw fail(call);
    return result;
  }
}
