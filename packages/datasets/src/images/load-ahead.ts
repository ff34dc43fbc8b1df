/** The result of loading one image. */
export type Loaded =
  | { readonly id: string; readonly image: Float32Array }
  | { readonly id: string; readonly error: unknown };

/** Images loaded at once: twice the threads of Node's pool, so that each reads one file and has the next one queued. */
const AT_ONCE = 8;

/**
 * Loads images in the order of their ids, several at once, and continues while the caller uses them: up to `ahead`
 * images that were not yet requested. An image that fails never rejects the stream. A loop that ends early waits for
 * the loads in progress, so that no file remains open.
 */
export async function* loadAhead(
  ids: readonly string[],
  load: (id: string) => Promise<Float32Array>,
  ahead: number,
): AsyncGenerator<Loaded, void, undefined> {
  const waiting: Promise<Loaded>[] = [];
  const remaining = ids[Symbol.iterator]();
  let running = 0;
  let ended = false;
  const start = async (id: string): Promise<Loaded> => {
    try {
      // Called in a promise, because a load that throws synchronously must not start the next one before this one is
      // queued.
      return { id, image: await Promise.resolve(id).then(load) };
    } catch (error) {
      return { id, error };
    } finally {
      running--;
      fill();
    }
  };
  const fill = () => {
    while (!ended && running < AT_ONCE && waiting.length < ahead) {
      const next = remaining.next();
      if (next.done) return;
      running++;
      waiting.push(start(next.value));
    }
  };
  try {
    fill();
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      fill();
      yield await next;
      fill();
    }
  } finally {
    ended = true;
    await Promise.all(waiting);
  }
}
