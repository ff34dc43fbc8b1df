import type { ObjectStore } from '@csm/scale';
import { localStore } from '@csm/scale/node';
import type { Kind } from '../kind.js';
import { runPending } from '../run-pending.js';

/** Of the calls, one in so many fails. */
const ONE_IN = 15;

/** Calls of the store fail, before their effect or after it; after each failure the tasks that are not done begin again. */
export const storeErrors: Kind = {
  name: 'store errors before and after the effect',
  async strike({ folder, plan, random }) {
    const store = storeThatFails(localStore(folder), random);
    let failures = 0;
    // Each attempt makes progress, because objects that were put stay.
    for (let attempt = 0; attempt < 1000; attempt++) {
      const failure = await runPending(plan, store).then(
        () => undefined,
        (error: Error) => error,
      );
      if (failure === undefined) return `${failures} failures`;
      if (!failure.message.includes(FAILED)) throw failure;
      failures++;
    }
    throw new Error('the run did not end after 1000 failures');
  },
};

const FAILED = 'the connection was lost';

function storeThatFails(store: ObjectStore, random: () => number): ObjectStore {
  const failing = async <T>(call: () => Promise<T>): Promise<T> => {
    const drawn = random() * 2 * ONE_IN;
    if (drawn < 1) throw new Error(`${FAILED} before the effect`);
    const result = await call();
    if (drawn < 2) throw new Error(`${FAILED} after the effect`);
    return result;
  };
  return {
    name: store.name,
    get: (key, options) => failing(() => store.get(key, options)),
    has: (key, options) => failing(() => store.has(key, options)),
    putIfAbsent: (key, bytes, options) => failing(() => store.putIfAbsent(key, bytes, options)),
    async *list(prefix, options) {
      await failing(async () => undefined);
      yield* store.list(prefix, options);
    },
  };
}
