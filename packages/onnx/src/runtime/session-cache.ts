import type { Session } from './session.js';

/** How many sessions are kept, and how many bytes their models may have in total; the last two sessions are always kept. */
const MOST_SESSIONS = 12;
const MOST_BYTES = 2 ** 30;
const KEPT_IN_ANY_CASE = 2;

/** A cache of sessions that releases the least recently used ones. */
export interface SessionCache {
  /** Runs a function with a key's session, and creates the session if necessary. Concurrent calls share it. */
  use<T>(key: string, make: () => Promise<Session>, run: (session: Session) => Promise<T>): Promise<T>;
  /** Number of sessions that are kept. */
  readonly size: number;
  /** Releases all sessions, after the runs in flight. */
  dispose(): Promise<void>;
}

interface Entry {
  readonly made: Promise<Session>;
  bytes: number;
  users: number;
  /** Whether to release it after the uses in flight. */
  evicted: boolean;
}

export function sessionCache(): SessionCache {
  /** Least recently used first. */
  const entries = new Map<string, Entry>();
  const releases = new Set<Promise<void>>();
  const running = new Set<Promise<unknown>>();

  const release = (entry: Entry): void => {
    entry.evicted = true;
    if (entry.users > 0) return;
    const released = entry.made
      .then((session) => session.release())
      .catch(() => undefined)
      .finally(() => releases.delete(released));
    releases.add(released);
  };

  const evict = (): void => {
    const sum = () => [...entries.values()].reduce((total, { bytes }) => total + bytes, 0);
    for (const [key, entry] of entries) {
      const fits = entries.size <= MOST_SESSIONS && sum() <= MOST_BYTES;
      if (fits || entries.size <= KEPT_IN_ANY_CASE) return;
      entries.delete(key);
      release(entry);
    }
  };

  const entryFor = (key: string, make: () => Promise<Session>): Entry => {
    const known = entries.get(key);
    const entry = known ?? { made: make(), bytes: 0, users: 0, evicted: false };
    entries.delete(key);
    entries.set(key, entry);
    return entry;
  };

  const used = async <T>(
    key: string,
    make: () => Promise<Session>,
    run: (session: Session) => Promise<T>,
  ): Promise<T> => {
    const entry = entryFor(key, make);
    entry.users += 1;
    try {
      const session = await entry.made;
      entry.bytes = session.bytes;
      evict();
      return await run(session);
    } catch (error) {
      // If the session could not be created, the next call tries again.
      if (entry.bytes === 0 && entries.get(key) === entry) entries.delete(key);
      throw error;
    } finally {
      entry.users -= 1;
      if (entry.evicted) release(entry);
    }
  };

  return {
    use(key, make, run) {
      const result = used(key, make, run);
      const ended = result.catch(() => undefined).finally(() => running.delete(ended));
      running.add(ended);
      return result;
    },
    get size() {
      return entries.size;
    },
    async dispose() {
      const left = [...entries.values()];
      entries.clear();
      for (const entry of left) release(entry);
      while (running.size + releases.size > 0) await Promise.all([...running, ...releases]);
    },
  };
}
