import type { ObjectStore } from '../src/stores/object-store.js';

/** A store that counts its calls. */
export interface FailingStore extends ObjectStore {
  calls(): number;
}

/**
 * A store of which one call fails, as on a full disk or when the network breaks.
 * @param failed the number of the call, from 1; 0 for none.
 * @param when whether the call fails before its effect, or after it.
 */
export function failingStore(
  store: ObjectStore,
  failed = 0,
  when: 'before' | 'after' = 'before',
): FailingStore {
  let calls = 0;
  const run = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    calls++;
    const fails = calls === failed;
    if (fails && when === 'before') throw new Error(`call ${failed} failed`);
    const result = await call();
    if (fails) throw new Error(`call ${failed} failed`);
    return result;
  };
  return {
    name: store.name,
    calls: () => calls,
    get: (...options) => run(() => store.get(...options)),
    putIfAbsent: (...options) => run(() => store.putIfAbsent(...options)),
    has: (...options) => run(() => store.has(...options)),
    async *list(...options) {
      yield* await run(async () => store.list(...options));
    },
  };
}
